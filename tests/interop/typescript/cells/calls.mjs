// Tools: lists of them, calls, what arrives before the result.

import assert from "node:assert/strict";
import { refused, walked } from "../check.mjs";

const TOOLS = [
    "echo",
    "sum",
    "content",
    "fail",
    "mirrored",
    "progress",
    "release",
    "log",
    "interrupted",
    "rendezvous",
    "hold",
    "await_cancellation",
    "trip",
    "two_rounds",
    "page",
    "sampling",
    "roots",
    "needs_form",
    "toggle_tool",
    "toggle_prompt",
    "toggle_resource",
    "touch",
];
/** Ten alphabets, an emoji of several code points, and characters that JSON escapes. */
const UNICODE = 'ﷺ ñ ß Ω Ж א ع 漢字 ไทย 한국 👩‍👩‍👧‍👦 e\u0301 "\\/\b\f\n\r\t\u0001\u2028';
const LOG_LEVEL = "io.modelcontextprotocol/logLevel";

async function toolsList(lane) {
    const session = await lane.open();
    const { client } = session;
    const tools = await walked(session, (params) => client.listTools(params), "tools/list", "tools", TOOLS);
    const [echo, sum] = tools;
    assert.equal(echo.title, "Echo");
    assert.equal(echo.description, "Returns its argument.");
    assert.equal(echo.annotations.readOnlyHint, true);
    assert.deepEqual(echo.inputSchema.required, ["message"]);
    assert.equal(echo.inputSchema.properties.message.description, "What comes back.");
    assert.equal(sum.outputSchema.properties.sum.type, "integer");
}

async function badCursor(lane) {
    const { client } = await lane.open();
    await refused(client.listTools({ cursor: "forged" }), -32602);
}

async function structured(lane) {
    const session = await lane.open();
    await session.client.listTools();
    const result = await session.call("sum", { a: 2 ** 40, b: -1 });
    const expected = { sum: 2 ** 40 - 1, terms: [2 ** 40, -1] };
    assert.deepEqual(result.structuredContent, expected);
    assert.deepEqual(JSON.parse(result.content[0].text), expected);
}

async function content(lane) {
    const session = await lane.open();
    const { content } = await session.call("content");
    assert.deepEqual(
        content.map((block) => block.type),
        ["text", "image", "audio", "resource", "resource_link"],
    );
    const [text, image, audio, embedded, link] = content;
    assert.equal(text.text, "text");
    assert.equal(image.mimeType, "image/png");
    assert.equal(Buffer.from(image.data, "base64").subarray(1, 4).toString(), "PNG");
    assert.equal(audio.mimeType, "audio/wav");
    assert.equal(Buffer.from(audio.data, "base64").subarray(0, 4).toString(), "RIFF");
    assert.deepEqual(embedded.resource, { uri: "interop://text", mimeType: "text/plain", text: "embedded" });
    assert.deepEqual({ name: link.name, uri: link.uri }, { name: "binary", uri: "interop://binary" });
}

async function toolError(lane) {
    const session = await lane.open();
    const result = await session.call("fail");
    assert.equal(result.isError, true);
    assert.deepEqual(result.content, [{ type: "text", text: "this tool always fails" }]);
}

async function invalidArguments(lane) {
    const session = await lane.open();
    const result = await session.call("sum", { a: "one", b: 2 });
    assert.equal(result.isError, true);
    assert.match(result.content[0].text, /\ba\b/);
}

async function unknownTool(lane) {
    const session = await lane.open();
    const error = await refused(session.call("no_such_tool"), -32602);
    assert.match(error.message, /no_such_tool/);
}

async function unicode(lane) {
    const session = await lane.open();
    assert.equal(await session.text("echo", { message: UNICODE }), UNICODE);
}

/** One mebibyte in each direction. */
async function huge(lane) {
    const session = await lane.open();
    const message = "¼½¾…".repeat(2 ** 20 / 9);
    assert.ok((await session.text("echo", { message })) === message, "what came back differs");
}

/** Eight calls that each answer only when all of them are there. */
async function concurrent(lane) {
    const session = await lane.open();
    const guests = Array.from({ length: 8 }, (_, guest) => guest);
    const answers = await Promise.all(guests.map((guest) => session.text("rendezvous", { guest })));
    assert.deepEqual(
        answers,
        guests.map((guest) => `guest ${guest}`),
    );
}

async function mirrored(lane) {
    const session = await lane.open();
    await session.client.listTools();
    const region = "Île-de-France, ouest ";
    assert.equal(await session.text("mirrored", { region }), `region: ${region}`);
}

async function progress(lane) {
    const session = await lane.open();
    assert.deepEqual(
        await session.progress(),
        [0, 50, 100].map((progress) => ({ progress, total: 100, message: `${progress} of 100` })),
    );
}

/** What is logged at the level and above it arrives in order; below it, nothing does. */
async function logging(lane) {
    const session = await lane.open();
    const meta = lane.isModern ? { [LOG_LEVEL]: "info" } : undefined;
    if (!lane.isModern) {
        await session.client.setLoggingLevel("info");
    }
    await session.listening();
    assert.equal(await session.text("log", {}, {}, meta), "logged");
    await session.notification("notifications/message", ({ level }) => level === "error");
    const logged = session.notifications.map(({ params: { level, data } }) => ({ level, data }));
    assert.deepEqual(logged, [
        { level: "info", data: "a step" },
        { level: "error", data: "a failure" },
    ]);
}

/** Nobody asked for logs, or only for worse ones: none come. */
async function loggingQuiet(lane) {
    const session = await lane.open();
    if (!lane.isModern) {
        await session.client.setLoggingLevel("emergency");
    }
    assert.equal(await session.text("log"), "logged");
    // What came before this answer would have been seen before it.
    assert.equal(await session.text("echo", { message: "after" }), "after");
    assert.deepEqual(session.notifications, []);
}

/** The handler ends when the client gives the call up. */
async function cancellation(lane) {
    const session = await lane.open();
    const abort = new AbortController();
    const started = new Promise((resolve) => {
        const call = session.call("hold", {}, { signal: abort.signal, onprogress: resolve });
        call.catch(() => {});
    });
    lane.expect("progress of the call");
    await started;
    abort.abort("no longer wanted");
    lane.expect("the end of the handler");
    assert.match(await session.text("await_cancellation"), /^cancelled: [1-9]/);
    assert.equal(await session.text("echo", { message: "after" }), "after");
}

/** Lists say for how long and for whom they may be kept. */
async function cacheHints(lane) {
    const { client } = await lane.open();
    const list = await client.listResources();
    const read = await client.readResource({ uri: "interop://text" });
    for (const result of [list, read]) {
        assert.ok(Number.isInteger(result.ttlMs) && result.ttlMs >= 0, `ttlMs ${result.ttlMs}`);
        assert.ok(["public", "private"].includes(result.cacheScope), `cacheScope ${result.cacheScope}`);
    }
}

export const calls = {
    "tools-list": toolsList,
    "bad-cursor": badCursor,
    structured,
    content,
    "tool-error": toolError,
    "invalid-arguments": invalidArguments,
    "unknown-tool": unknownTool,
    unicode,
    huge,
    concurrent,
    mirrored,
    progress,
    logging,
    "logging-quiet": loggingQuiet,
    cancellation,
    "cache-hints": cacheHints,
};
