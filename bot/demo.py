"""`interlude demo`: a therapist and a client live one week on a virtual clock, in the terminal."""

import argparse
import asyncio
import io
import sys
from itertools import cycle

from bot.demo_phones import Phone, Phones, Terminal
from bot.demo_player import Broken, perform
from bot.demo_story import Story, read_story
from bot.log import start_log
from bot.stage import BadLine

_COLOURS = ("cyan", "green", "magenta")


def main(args: argparse.Namespace) -> int:
    """Play the week; 1 when the bot no longer plays along."""
    troubles = io.StringIO()
    start_log(troubles)
    story = read_story(args.channel, args.language)
    console = Terminal()
    phones = Phones(console, phones_of(story), story.zone, story.words)
    phones.plain([story.words["opening"]])
    pace = 0.0 if args.fast or not console.is_terminal else 1.0
    try:
        asyncio.run(perform(story, phones, pace, troubles.getvalue))
    except (Broken, BadLine) as error:
        print(story.words["broken"], error, file=sys.stderr)
        return 1
    phones.plain(story.words["ending"])
    return 0


def phones_of(story: Story) -> dict[str, Phone]:
    """The phones of a story's people: the therapist's on the left, everybody else's on the right."""
    return {
        line["cast"]: Phone(line["name"].split()[0], line["role"] == "client", colour)
        for line, colour in zip(story.people(), cycle(_COLOURS), strict=False)
    }
