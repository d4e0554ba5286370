"""How everything looks: colours, type and the style sheet made from them."""
