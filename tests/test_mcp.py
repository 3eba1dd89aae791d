"""The MCP server, spoken to by the protocol's own client over standard input and output."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


pytest.importorskip("mcp")


def test_a_client_lists_the_tools_asks_and_reads(world, world_index, tmp_path):
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "icpc_assistant.cli", "mcp", "--no-rebuild"],
        env={
            "ICPC_INDEX": str(world_index), "ICPC_CORPUS": str(DATA / "corpus"),
            "PYTHONPATH": ":".join(filter(None, sys.path)), "ICPC_LOG": "json",
            "ICPC_LOG_QUESTIONS": "true",
        },
    )  # fmt: skip

    async def talk(log):
        async with Client(stdio_client(server, log)) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == {"ask", "search", "list_events"}
            assert all(tool.annotations.read_only_hint for tool in tools.values())
            said = await client.call_tool("ask", {"question": "Who opened the river forum?"})
            answer = said.structured_content
            assert not said.is_error
            for cited in answer["citations"]:
                body = world.bulletin(cited["bulletin_id"]).body
                assert body[cited["start"] : cited["end"]] == cited["quote"]
            assert "Vandamme" in answer["short_answer"]
            history = [{"question": "Who opened the river forum?", "answer": answer["text"]}]
            follow = {"question": "And when was it?", "history": history}
            said = await client.call_tool("ask", follow)
            assert "2019" in said.structured_content["short_answer"]
            said = await client.call_tool("ask", {"question": "Which events took place in 2019?"})
            assert said.structured_content["filters"][0]["kind"] == "time"
            wrong = await client.call_tool("ask", {"question": "?!"})
            assert wrong.is_error
            assert "type a few words" in wrong.content[0].text
            found = await client.call_tool("search", {"query": "river", "limit": 1})
            assert [p["bulletin_id"] for p in found.structured_content["passages"]] == ["2019-05-14-river-forum"]  # fmt: skip
            listed = await client.call_tool("list_events", {"first": "2019", "last": "2019"})
            assert listed.structured_content["total"] == 1
            backwards = await client.call_tool("list_events", {"first": "2020", "last": "2019"})
            assert "backwards" in backwards.content[0].text
            resources = (await client.list_resources()).resources
            assert len(resources) == len(world.bulletins)
            read = await client.read_resource("bulletin://2019-05-14-river-forum")
            assert read.contents[0].text == world.bulletin("2019-05-14-river-forum").body
            with pytest.raises(Exception, match="no such bulletin"):
                await client.read_resource("bulletin://nowhere")

    with (tmp_path / "log").open("w") as log:
        asyncio.run(talk(log))
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    told = [line["question"] for line in lines if line["event"] == "answer"]
    assert told[:2] == ["Who opened the river forum?", "And when was it?"]
