# What each kernel does as it starts, where the course is installed: load what says which cell to run first.
get_ipython().extension_manager.load_extension("micrograd.course.out_of_order")  # noqa: F821 – IPython runs this
