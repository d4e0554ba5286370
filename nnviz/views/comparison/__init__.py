"""What the pictures of contenders show."""
