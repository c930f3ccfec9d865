"""The styleguide, for staff: every partial in every state, with content that is made up and says so."""
