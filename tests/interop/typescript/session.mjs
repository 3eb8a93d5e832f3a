// What the cells have in hand: a client of one SDK, connected, with what passed between it and the server.

/** The peer itself cannot do this, whatever the server does. */
export class Unsupported extends Error {}

/** A peer, a transport and a revision: one column of the matrix. */
export class Lane {
    #sessions = [];
    #waiting = [];

    constructor(adapter, transport, revision, target) {
        Object.assign(this, { adapter, transport, revision, target });
    }

    get isModern() {
        return this.revision >= "2026";
    }

    /** Connects a new client. `handlers` answer elicitation, sampling and roots; only those are declared. */
    async open({ handlers = {}, mode } = {}) {
        const session = new Session(this, mode);
        this.#sessions.push(session);
        await session.connect(handlers);
        return session;
    }

    /** Notes what a cell waits for, so that it can be told when the cell takes too long. */
    expect(what) {
        this.#waiting.push(what);
    }

    waiting() {
        const last = this.#waiting.at(-1);
        return last === undefined ? "a request was not answered" : `waited for ${last}`;
    }

    async close() {
        const end = new Promise((resolve) => setTimeout(resolve, 1000));
        await Promise.race([end, Promise.allSettled(this.#sessions.map((session) => session.client?.close()))]);
    }
}

/** One connected client. */
class Session {
    /** Messages that the client sent, and notifications that reached it. */
    sent = [];
    notifications = [];
    /** Requests of the HTTP transport: method, `Last-Event-ID`, status. */
    requests = [];
    #listeners = new Set();

    constructor(lane, mode) {
        Object.assign(this, { lane, mode });
    }

    async connect(handlers) {
        const { adapter } = this.lane;
        const capabilities = this.#capabilities(handlers);
        this.client = adapter.client({ name: "interop", version: "1.0.0" }, capabilities, this.lane, this.mode);
        for (const [method, handler] of Object.entries(handlers)) {
            adapter.answer(this.client, method, handler);
        }
        this.client.fallbackNotificationHandler = async (notification) => this.#note(notification);
        this.transport = adapter.transport(this.lane, (url, init) => this.#fetch(url, init));
        const send = this.transport.send.bind(this.transport);
        this.transport.send = (message, options) => {
            adapter.outgoing(message, this.lane);
            this.sent.push(structuredClone(message));
            return send(message, options);
        };
        const setProtocolVersion = this.transport.setProtocolVersion?.bind(this.transport);
        this.transport.setProtocolVersion = (version) => {
            this.negotiated = version;
            setProtocolVersion?.(version);
        };
        await this.client.connect(this.transport);
    }

    #capabilities(handlers) {
        const capabilities = {};
        if (handlers["elicitation/create"]) {
            const modes = this.lane.revision > "2025-06-18" ? { form: {}, url: {} } : {};
            capabilities.elicitation = modes;
        }
        if (handlers["sampling/createMessage"]) {
            capabilities.sampling = {};
        }
        if (handlers["roots/list"]) {
            capabilities.roots = {};
        }
        return capabilities;
    }

    async #fetch(url, init = {}) {
        const headers = new Headers(init.headers);
        const request = { method: init.method ?? "GET", lastEventId: headers.get("last-event-id") };
        const response = await fetch(url, init);
        this.requests.push({ ...request, status: response.status });
        this.#wake();
        return response;
    }

    #note(notification) {
        this.notifications.push(notification);
        this.#wake();
    }

    #wake() {
        this.#listeners.forEach((listener) => listener());
    }

    /** Waits until `ready` yields something. */
    until(what, ready) {
        this.lane.expect(what);
        return new Promise((resolve) => {
            const check = () => {
                const found = ready();
                if (found) {
                    this.#listeners.delete(check);
                    resolve(found);
                }
            };
            this.#listeners.add(check);
            check();
        });
    }

    /** Waits for a notification. */
    notification(method, matches = () => true) {
        const found = (one) => one.method === method && matches(one.params);
        return this.until(method, () => this.notifications.find(found));
    }

    /** Makes sure that what a server of a legacy revision sends of its own accord can arrive: that its stream is open. */
    async listening() {
        if (this.lane.transport === "http" && !this.lane.isModern) {
            const open = ({ method, status }) => method === "GET" && status === 200;
            await this.until("the stream that GET opens", () => this.requests.find(open));
        }
    }

    /** The requests that were sent by that method. */
    sentOf(method) {
        return this.sent.filter((message) => message.method === method);
    }

    call(name, args = {}, options = {}, meta = undefined) {
        const params = { name, arguments: args };
        if (meta !== undefined) {
            params._meta = meta;
        }
        return this.lane.adapter.call(this.client, params, options);
    }

    /** Calls a tool that answers with text alone, and gives the text. */
    async text(name, args, options, meta) {
        const result = await this.call(name, args, options, meta);
        const texts = result.content.map((block) => block.text);
        if (result.isError || texts.length !== 1) {
            throw new Error(`${name} answered ${JSON.stringify(result).slice(0, 300)}`);
        }
        return texts[0];
    }

    /** Calls the tool that reports progress, lets it answer once all of that was seen, and gives what was. */
    async progress() {
        const seen = [];
        let released;
        const onprogress = (one) => {
            seen.push(one);
            if (one.progress === 100) {
                released = this.text("release");
            }
        };
        this.lane.expect("the last report of progress");
        const answer = await this.text("progress", {}, { onprogress });
        if (answer !== "done" || (await released) !== "released") {
            throw new Error(`progress answered ${answer}`);
        }
        return seen;
    }
}
