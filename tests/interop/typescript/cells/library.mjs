// Resources, prompts, and the completion of their arguments.

import assert from "node:assert/strict";
import { refused, walked } from "../check.mjs";

const RESOURCES = ["text", "binary", "watched", "été", "empty"];
const PROMPTS = ["plain", "greeting", "illustrated", "interview", "quote"];

async function resourcesList(lane) {
    const session = await lane.open();
    const { client } = session;
    const list = (params) => client.listResources(params);
    const [text] = await walked(session, list, "resources/list", "resources", RESOURCES);
    assert.equal(text.uri, "interop://text");
    assert.equal(text.mimeType, "text/plain");
    assert.equal(text.description, "Text that never changes.");
}

const read = async (lane, uri) => {
    const { client } = await lane.open();
    const { contents } = await client.readResource({ uri });
    assert.equal(contents.length, 1);
    assert.equal(contents[0].uri, uri);
    return contents[0];
};

async function readText(lane) {
    const contents = await read(lane, "interop://text");
    assert.equal(contents.mimeType, "text/plain");
    assert.equal(contents.text, "Some text.");
}

async function readBlob(lane) {
    const contents = await read(lane, "interop://binary");
    assert.equal(contents.mimeType, "application/octet-stream");
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    assert.deepEqual(new Uint8Array(Buffer.from(contents.blob, "base64")), bytes);
}

async function readAccents(lane) {
    const contents = await read(lane, "interop://accents/%C3%A9t%C3%A9");
    assert.equal(contents.text, "L’été 🌞");
}

async function readEmpty(lane) {
    assert.equal((await read(lane, "interop://empty")).text, "");
}

async function templates(lane) {
    const { client } = await lane.open();
    const { resourceTemplates } = await client.listResourceTemplates();
    const uris = resourceTemplates.map(({ uriTemplate }) => uriTemplate);
    assert.deepEqual(uris, ["interop://items/{id}", "interop://notes/{+path}"]);
    assert.equal((await read(lane, "interop://items/7")).text, "item 7");
    assert.equal((await read(lane, "interop://notes/a/b.txt")).text, "note a/b.txt");
}

async function unknownResource(lane) {
    const { client } = await lane.open();
    const uri = "interop://nowhere";
    const codes = lane.isModern ? [-32602] : [-32602, -32002];
    const error = await refused(client.readResource({ uri }), ...codes);
    assert.equal(error.data?.uri, uri);
}

async function promptsList(lane) {
    const session = await lane.open();
    const { client } = session;
    const list = (params) => client.listPrompts(params);
    const [, greeting] = await walked(session, list, "prompts/list", "prompts", PROMPTS);
    const args = greeting.arguments.map(({ name, required }) => [name, required ?? false]);
    assert.deepEqual(args, [
        ["name", true],
        ["tone", false],
    ]);
    assert.equal(greeting.arguments[0].description, "Who is greeted.");
}

async function promptsGet(lane) {
    const { client } = await lane.open();
    const text = async (args) => {
        const { messages } = await client.getPrompt({ name: "greeting", arguments: args });
        assert.equal(messages.length, 1);
        assert.equal(messages[0].role, "user");
        return messages[0].content.text;
    };
    assert.equal(await text({ name: "Zoë", tone: "warmly" }), "Greet Zoë warmly.");
    assert.equal(await text({ name: "Bo" }), "Greet Bo politely.");
    const { messages } = await client.getPrompt({ name: "illustrated" });
    assert.deepEqual(
        messages.map(({ role, content }) => [role, content.type]),
        [
            ["user", "image"],
            ["assistant", "text"],
        ],
    );
}

async function promptsRefused(lane) {
    const { client } = await lane.open();
    await refused(client.getPrompt({ name: "greeting", arguments: {} }), -32602);
    await refused(client.getPrompt({ name: "no_such_prompt" }), -32602);
}

async function completionPrompt(lane) {
    const { client } = await lane.open();
    const ref = { type: "ref/prompt", name: "greeting" };
    const { completion } = await client.complete({ ref, argument: { name: "tone", value: "w" } });
    assert.deepEqual(completion.values, ["warmly", "wearily"]);
    assert.ok(!completion.hasMore);
}

/** A hundred of a hundred and fifty, and word that there are more. */
async function completionTemplate(lane) {
    const { client } = await lane.open();
    const ref = { type: "ref/resource", uri: "interop://items/{id}" };
    const { completion } = await client.complete({ ref, argument: { name: "id", value: "" } });
    assert.equal(completion.values.length, 100);
    assert.equal(completion.hasMore, true);
    assert.equal(completion.total, 150);
}

export const library = {
    "resources-list": resourcesList,
    "read-text": readText,
    "read-blob": readBlob,
    "read-accents": readAccents,
    "read-empty": readEmpty,
    templates,
    "unknown-resource": unknownResource,
    "prompts-list": promptsList,
    "prompts-get": promptsGet,
    "prompts-refused": promptsRefused,
    "completion-prompt": completionPrompt,
    "completion-template": completionTemplate,
};
