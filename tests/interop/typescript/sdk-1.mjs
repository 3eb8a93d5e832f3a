// `@modelcontextprotocol/sdk` 1.x: the client of the revisions that begin with `initialize`.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
    CreateMessageRequestSchema,
    ElicitRequestSchema,
    ListRootsRequestSchema,
    ResultSchema,
} from "@modelcontextprotocol/sdk/types.js";

const REQUESTS = {
    "elicitation/create": ElicitRequestSchema,
    "roots/list": ListRootsRequestSchema,
    "sampling/createMessage": CreateMessageRequestSchema,
};

export const adapter = {
    client: (info, capabilities) => new Client(info, { capabilities }),
    transport(lane, fetch) {
        const [command, ...args] = lane.target;
        if (lane.transport === "stdio") {
            return new StdioClientTransport({ command, args, stderr: "ignore" });
        }
        return new StreamableHTTPClientTransport(new URL(command), { fetch });
    },
    answer: (client, method, handler) =>
        client.setRequestHandler(REQUESTS[method], (request) => handler(request.params)),
    // The SDK offers its newest revision and has no option for another.
    outgoing(message, lane) {
        if (message.method === "initialize") {
            message.params.protocolVersion = lane.revision;
        }
    },
    call: (client, params, options) => client.callTool(params, undefined, options),
    request: (client, request, options) => client.request(request, ResultSchema, options),
};
