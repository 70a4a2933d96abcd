"""The forms of deliberation: shape of input, Chinese labels."""
