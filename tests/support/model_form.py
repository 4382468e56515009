"""A page with a form in three steps, and a scripted model that fills it in.

The model knows where things stand on the page as fractions of it, takes the size of the picture
that it was really sent, and answers in its maker's own words and coordinates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from model_server.makers import Maker, act
from model_server.talk import Say, Seen

from app.engine.events import RunFinished

Play = Callable[..., tuple[RunFinished, list[Any]]]

PAGE = """<!doctype html><meta charset=utf-8><title>Steps</title><style>
body { margin: 0; height: 100vh; overflow: hidden }
.at { position: absolute; transform: translate(-50%, -50%); width: 60px; height: 22px }
</style>
<button class=at style="left:20vw;top:30vh" onclick="start()">Start</button>
<p id=said></p><script>
const say = text => { document.getElementById('said').textContent = text; };
const start = () => {
  document.body.insertAdjacentHTML('beforeend',
    '<input class=at id=f aria-label=Name style="left:55vw;top:40vh">' +
    '<button class=at style="left:85vw;top:75vh" onclick="send()">Send</button>');
  say('The form is here');
};
const send = () => {
  const name = document.getElementById('f').value;
  fetch('/sent', {method: 'POST', body: name}).then(() => say('Thanks ' + name));
};
</script>"""

START, FIELD, SEND = (0.2, 0.3), (0.55, 0.4), (0.85, 0.75)
FINISH = act(
    action="finish",
    answer="sent",
    success=True,
    claims=[{"predicate": {"is": "text", "text": "Thanks Zoë – 你好"}}],
)


@dataclass
class FormModel:
    """A scripted model that fills in the form and sends it."""

    maker: Maker
    step: int = 0

    def __call__(self, seen: Seen) -> Say:
        if "Check it" in seen.system:
            assert "Thanks Zoë – 你好" in seen.text, seen.text
            return Say(text='{"done": true, "reason": "the page thanks Zoë"}')
        repaired = "not understood" in seen.text
        now = seen.conversation if repaired else seen.text
        assert seen.pictures or repaired, f"no picture came: {seen.text}"
        assert "Send the form as Zoë" in seen.conversation
        step, self.step = self.step, self.step + 1
        if step == 0:
            assert "button Start" in now
            return Say(
                text="I start.", thought="Start first.", uses=(self.maker.click(seen, START),)
            )
        told = "What was done so far" in seen.conversation  # by another model
        assert seen.results or repaired or told, "the last call has no result"
        if step == 1:
            assert "The form is here" in now
            return Say(uses=(self.maker.click(seen, FIELD),))
        if step == 2:
            return Say(uses=(self.maker.type("Zoë – 你好"),))
        if step == 3:
            assert "Zoë – 你好" in now
            return Say(uses=(self.maker.click(seen, SEND),))
        assert "Thanks Zoë – 你好" in now, now
        return Say(uses=(FINISH,))
