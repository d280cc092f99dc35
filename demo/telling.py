"""The story in the terminal: one mission is played, and what people write is printed as a play."""

from __future__ import annotations

import sys
from typing import TextIO

from demo.scenes import cast, play_all
from demo.script import Script
from demo.serving import FAILURES, Serve, create_bot, listenable, prepare
from demo.signals import Ended, Ending
from demo.stage import Stage
from sandbox.sandbox import Sandbox

INTRODUCTION = """\
One mission, from the first phone call to the thank you, played now by a running bot against a
Telegram of our own. Everybody is invented. [Buttons] stand in brackets; «pictures, places and
contacts» in quotation marks. Of a message that is changed, only what is new is shown."""

AFTERWARDS = """
That was one mission. To be one of the people yourself, on a page with all of their chats:
make demo"""


async def tell(serve: Serve, *, host: str, port: int, out: TextIO = sys.stdout) -> int:
    """Play the story with the bot that `serve` runs.

    Returns the exit code: 1 when a scene didn't come to its end, or the host can't be listened on.
    """
    prepare(out)
    free = await listenable(host, port, out)
    if free is None:
        return 1
    async with Sandbox(host=host, port=free) as sandbox:
        return await _perform(sandbox, serve, Script(sandbox, out))


async def _perform(sandbox: Sandbox, serve: Serve, script: Script) -> int:
    token = create_bot(sandbox)
    stage = Stage(sandbox, script)
    people = cast(stage)
    ending = Ending()
    try:
        with ending.listening():
            async with serve(sandbox.url, token, people.ada.person.id):
                with ending.heeded():
                    script.says(INTRODUCTION)
                    try:
                        await play_all(people)
                    finally:
                        stage.close()
                    script.says(AFTERWARDS, "heading")
    except Ended:
        return 0
    except FAILURES as failure:
        script.says(f"The demo stopped in the scene “{stage.scene}”. {failure}", "wrong")
        return 1
    return 0
