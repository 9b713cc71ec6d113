"""Pictures other than graphs: a net that learns, a loss surface, a neuron's plane."""
