//! A growable list whose first elements need no allocation.

/// Up to `N` elements in place; all of them on the heap once there were more.
#[derive(Debug, Clone)]
pub(crate) struct InlineList<T, const N: usize> {
    length: usize,
    inline: [T; N],
    // Invariant: has no capacity as long as there were never more than `N` elements; from then on it holds them all.
    heap: Vec<T>,
}

impl<T: Copy, const N: usize> InlineList<T, N> {
    /// An empty list; `filler` stands in the places not yet used and is never seen.
    pub(crate) fn new(filler: T) -> Self {
        InlineList { length: 0, inline: [filler; N], heap: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    #[inline]
    pub(crate) fn push(&mut self, element: T) {
        match self.inline.get_mut(self.length) {
            Some(place) if self.heap.capacity() == 0 => *place = element,
            _ => self.push_on_heap(element),
        }
        self.length += 1;
    }

    #[cold]
    fn push_on_heap(&mut self, element: T) {
        if !self.is_on_heap() {
            self.heap.reserve(2 * N + 1);
            self.heap.extend_from_slice(&self.inline);
        }
        self.heap.push(element);
    }

    /// Forgets all elements from `length` on.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
        self.heap.truncate(length);
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        if self.is_on_heap() { &self.heap } else { &self.inline[..self.length] }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [T] {
        if self.is_on_heap() { &mut self.heap } else { &mut self.inline[..self.length] }
    }

    fn is_on_heap(&self) -> bool {
        self.heap.capacity() != 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_behaves_as_a_vector_does(steps in prop::collection::vec(prop::option::of(0_usize..12), 0..80)) {
            let mut list = InlineList::<usize, 4>::new(0);
            let mut model = Vec::new();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Some(length) => {
                        list.truncate(length);
                        model.truncate(length);
                    }
                    None => {
                        list.push(number);
                        model.push(number);
                    }
                }
                prop_assert_eq!(list.as_slice(), model.as_slice());
                prop_assert_eq!(list.len(), model.len());
                prop_assert_eq!(list.as_mut_slice(), model.as_mut_slice());
            }
        }
    }
}
