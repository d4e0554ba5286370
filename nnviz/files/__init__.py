"""What is written and read: session files and worksheets."""
