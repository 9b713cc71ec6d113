"""Pictures that are no graphs: a net that learns, a loss surface, the plane of a neuron."""
