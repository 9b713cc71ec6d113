"""One function per exercise: it prints that an answer is right, or where it is wrong and what the mistake may be.

In the order of the course, which is also the order in which `progress` shows them.
"""

from micrograd.course.exercises.n00_start_here import untrained, both, learning_rate
from micrograd.course.exercises.n01_slope import nudge, slope, tiny_nudge, both_ways, nudge_c, slopes
from micrograd.course.exercises.n02_values_that_remember import mul, count_nodes, leaves
from micrograd.course.exercises.n03_gradients_by_hand import output_gradient, through_product, through_sum, filled, blame, step
from micrograd.course.exercises.n04_backward import slope_on_edge, mul_slopes, first_backward, edges_walked
from micrograd.course.exercises.n05_order_and_accumulation import shared, calls, sending_order, visit, operations, called_again
from micrograd.course.exercises.n05_order_and_accumulation import backward_again, owl
from micrograd.course.exercises.n06_more_operations import sub, wrong_way_round, rsub, truediv, repaired, tanh
from micrograd.course.exercises.n07_closed_book import used_twice, order, second_call, engine, witness, deeper
from micrograd.course.exercises.n08_neurons_and_networks import crossing, half_plane, fires_more, neuron, parameters
from micrograd.course.exercises.n08_neurons_and_networks import one_neuron, count_parameters, all_parameters, twins, spread
from micrograd.course.exercises.n09_learning import squared_error, one_step, descent, zero_grad
from micrograd.course.exercises.n09_learning import learn, largest_rate, momentum, first_step
from micrograd.course.progress import progress
