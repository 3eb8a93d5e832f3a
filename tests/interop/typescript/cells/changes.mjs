// What servers tell of their own accord, and streams that break.

import assert from "node:assert/strict";

/** The tool that changes a list, the member of a filter that asks to hear of it, the method that reads it. */
const CHANGES = {
    tools: ["toggle_tool", "toolsListChanged", "listTools"],
    prompts: ["toggle_prompt", "promptsListChanged", "listPrompts"],
    resources: ["toggle_resource", "resourcesListChanged", "listResources"],
};

/** Makes sure that notifications of the kind arrive: by a subscription, or because the session's stream is open. */
async function subscribed(session, filter) {
    if (session.lane.isModern) {
        session.lane.expect("the acknowledgment of the subscription");
        return session.client.listen(filter);
    }
    return session.listening();
}

/** The notification arrives after the change, and the change is seen in the list then. */
const listChanged = (kind) =>
    async function (lane) {
        const [tool, member] = CHANGES[kind];
        const session = await lane.open();
        assert.equal(session.client.getServerCapabilities()[kind].listChanged, true, "declared");
        await subscribed(session, { [member]: true });
        const change = await session.text(tool);
        await session.notification(`notifications/${kind}/list_changed`);
        const listed = await everything(session.client, kind);
        assert.equal(listed.includes("extra"), change === "added", change);
        assert.equal(session.notifications.length, 1);
        await session.text(tool);
    };

/** Names of all pages, whether or not the client walks by itself. */
async function everything(client, kind) {
    const [, , list] = CHANGES[kind];
    const names = [];
    let cursor;
    do {
        const page = await client[list](cursor === undefined ? undefined : { cursor }, { cacheMode: "refresh" });
        names.push(...page[kind].map(({ name }) => name));
        cursor = page.nextCursor;
    } while (cursor !== undefined);
    return names;
}

async function resourcesUpdated(lane) {
    const uri = "interop://watched";
    const session = await lane.open();
    assert.equal(session.client.getServerCapabilities().resources.subscribe, true, "declared");
    const subscription = await subscribed(session, { resourceSubscriptions: [uri] });
    if (!lane.isModern) {
        await session.client.subscribeResource({ uri });
    }
    await session.text("touch");
    await session.notification("notifications/resources/updated", (params) => params.uri === uri);
    if (lane.isModern) {
        await subscription.close();
    } else {
        await session.client.unsubscribeResource({ uri });
    }
    session.notifications.length = 0;
    await session.text("touch");
    // What would have come for the change comes before the answer to a later request.
    assert.equal(await session.text("echo", { message: "after" }), "after");
    assert.deepEqual(session.notifications, []);
}

/** Only what was asked for arrives, and the server says what that is. */
async function listenFilter(lane) {
    const session = await lane.open();
    lane.expect("the acknowledgment of the subscription");
    const subscription = await session.client.listen({ toolsListChanged: true });
    assert.deepEqual(subscription.honoredFilter, { toolsListChanged: true });
    await session.text("toggle_prompt");
    await session.text("toggle_tool");
    await session.notification("notifications/tools/list_changed");
    const methods = session.notifications.map(({ method }) => method);
    assert.deepEqual(methods, ["notifications/tools/list_changed"]);
    await session.text("toggle_prompt");
    await session.text("toggle_tool");
}

/** The client ends a subscription, and the connection goes on. */
async function listenClose(lane) {
    const session = await lane.open();
    lane.expect("the acknowledgment of the subscription");
    const subscription = await session.client.listen({ toolsListChanged: true });
    await subscription.close();
    assert.equal(await subscription.closed, "local");
    session.notifications.length = 0;
    await session.text("toggle_tool");
    await session.text("toggle_tool");
    assert.deepEqual(session.notifications, []);
}

/**
 * The stream of a call ends before its result; the client takes it up again where it was.
 *
 * In 2025-06-18 no event comes first that a client could take up, so there the stream has to stay.
 */
async function resumption(lane) {
    const session = await lane.open();
    assert.equal(await session.text("interrupted"), "resumed");
    const resumed = session.requests.filter(({ method, lastEventId }) => method === "GET" && lastEventId);
    assert.equal(resumed.length, lane.revision > "2025-06-18" ? 1 : 0, "requests with Last-Event-ID");
}

export const changes = {
    "tools-changed": listChanged("tools"),
    "prompts-changed": listChanged("prompts"),
    "resources-changed": listChanged("resources"),
    "resources-updated": resourcesUpdated,
    "listen-filter": listenFilter,
    "listen-close": listenClose,
    resumption,
};
