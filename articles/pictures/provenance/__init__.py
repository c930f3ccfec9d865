"""What a picture's file says of itself, read on upload, and what we write into every file that is made of it."""
