"""The parts of the live graph: what the kernel computes, and in page/ what the browser shows of it."""
