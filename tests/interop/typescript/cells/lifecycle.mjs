// How a connection begins and ends, and what holds for all requests.

import assert from "node:assert/strict";
import { refused } from "../check.mjs";
import { Unsupported } from "../session.mjs";

async function connect(lane) {
    const session = await lane.open();
    const { client } = session;
    assert.equal(session.negotiated, lane.revision);
    const { name, version } = client.getServerVersion();
    assert.deepEqual({ name, version }, { name: "interop-server", version: "1.2.3" });
    assert.equal(client.getInstructions(), "Call any tool; each says what it does.");
    const capabilities = client.getServerCapabilities();
    for (const capability of ["tools", "resources", "prompts", "completions", "logging"]) {
        assert.equal(typeof capabilities[capability], "object", capability);
    }
}

/** The client probes, and takes the newest revision that both speak. */
async function negotiation(lane) {
    if (lane.adapter.request === undefined || !lane.isModern) {
        throw new Unsupported("the client does not probe");
    }
    const session = await lane.open({ mode: "auto" });
    assert.equal(session.negotiated, "2026-07-28");
    assert.equal(session.sentOf("initialize").length, 0);
}

async function ping(lane) {
    const { client } = await lane.open();
    assert.deepEqual(await client.ping(), {});
}

async function unknownMethod(lane) {
    const { client } = await lane.open();
    await refused(lane.adapter.request(client, { method: "interop/unknown" }), -32601);
}

/** The session is named, ends when the client says so, and is gone then. */
async function session(lane) {
    const { transport } = await lane.open();
    const id = transport.sessionId;
    assert.match(id, /^[\x21-\x7e]+$/);
    await transport.terminateSession();
    const body = { jsonrpc: "2.0", id: 1, method: "ping" };
    const response = await fetch(lane.target[0], {
        method: "POST",
        headers: {
            accept: "application/json, text/event-stream",
            "content-type": "application/json",
            "mcp-protocol-version": lane.revision,
            "mcp-session-id": id,
        },
        body: JSON.stringify(body),
    });
    await response.text();
    assert.equal(response.status, 404, "a request of a session that ended");
}

/** Two clients at once see only their own answers and notifications. */
async function twoClients(lane) {
    const [one, other] = await Promise.all([lane.open(), lane.open()]);
    const heard = [];
    const onprogress = (report) => heard.push(report);
    const [seen, echo] = await Promise.all([one.progress(), other.text("echo", { message: "other" }, { onprogress })]);
    assert.deepEqual(
        seen.map(({ progress }) => progress),
        [0, 50, 100],
    );
    assert.deepEqual([echo, heard], ["other", []]);
}

export const lifecycle = {
    connect,
    negotiation,
    ping,
    "unknown-method": unknownMethod,
    session,
    "two-clients": twoClients,
};
