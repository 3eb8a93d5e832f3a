// Assertions that cells share.

import assert from "node:assert/strict";

/** Waits for the refusal of a request, and checks its code. */
export async function refused(promise, ...codes) {
    const error = await promise.then(
        (result) => assert.fail(`expected an error, received ${JSON.stringify(result).slice(0, 200)}`),
        (error) => error,
    );
    if (!codes.includes(error.code)) {
        throw new Error(`expected code ${codes.join(" or ")}`, { cause: error });
    }
    return error;
}

/**
 * Walks a list by its cursors, with the names of `names` in this order, no page longer than four.
 *
 * A client that walks by itself answers with everything at once; then the walk is read from what it sent.
 */
export async function walked(session, list, method, member, names) {
    const entries = [];
    let cursor;
    do {
        const page = await list(cursor === undefined ? undefined : { cursor });
        entries.push(...page[member]);
        cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual(
        entries.map((entry) => entry.name),
        names,
    );
    const cursors = session.sentOf(method).map((message) => message.params?.cursor);
    assert.equal(cursors.length, Math.ceil(names.length / 4), "requests for pages");
    assert.equal(cursors[0], undefined);
    assert.equal(new Set(cursors).size, cursors.length, "cursors differ");
    return entries;
}
