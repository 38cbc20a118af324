"""The string that a model reads of a dialogue, made as slmkit makes it. Python's own library is enough."""


def model_input(text, history=(), turns=4):
    """Return the text alone without a history; else the last turns, the call so far and the text.

    history lists the turns before the text, the oldest first: {"role": "user" or "assistant", "text": …}, and after a
    user's turn "target": the call that the dialogue asks for by then, which is what the model wrote.
    """
    if not history:
        return text
    parts = [f'{turn["role"]}: {turn["text"]}' for turn in history[max(len(history) - turns, 0):]]
    calls = [turn["target"] for turn in history if turn["role"] == "user" and turn.get("target") not in (None, "", "none()")]
    parts += [f"call: {calls[-1]}"] if calls else []
    return " | ".join([*parts, f"user: {text}"]).replace("\n", " ").replace("\r", " ")
