"""The letter by e-mail: what is new in the paper, a section, a topic, or by an author, once a day or once a week."""
