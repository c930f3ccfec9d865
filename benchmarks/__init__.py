"""What is run by hand to see how fast the site is; docs/PERFORMANCE.md says how."""
