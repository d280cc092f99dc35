"""A Telegram of our own: a Bot API server with people in it, for the demo, the tests and the benchmarks.

It speaks HTTP as api.telegram.org does, refuses what Telegram refuses in Telegram's own words, and knows nothing of the
bot it serves.

```python
async with Sandbox() as telegram:
    telegram.create_bot("solidarity_bot", token="42:TEST")  # the bot talks to telegram.url
    zoe = telegram.create_person("Zoé", language="fr", phone="+32470123456")
    await zoe.says("/start")
    await zoe.sees("Bonjour")
    answer = await zoe.taps("Continuer")
```

`sandbox.control` offers the same over HTTP.
"""

from sandbox.bots import Bot
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.sandbox import Sandbox
from sandbox.view import Button, CallbackAnswer, Message, ReplyKeyboard
from sandbox.wire import ApiError

__all__ = ["ApiError", "Bot", "Button", "CallbackAnswer", "Group", "Message", "Person", "ReplyKeyboard", "Sandbox"]
