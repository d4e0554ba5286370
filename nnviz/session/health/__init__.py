"""How the neurons of a network are: dead, saturated, reached by gradients."""
