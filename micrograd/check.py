"""One function per exercise: it prints that an answer is right, or where it is wrong and what the mistake may be.

In the order of the course, which is also the order in which `progress` shows them.
"""

from micrograd.checks.start_here import untrained, both, learning_rate
from micrograd.checks.slope import nudge, slope, tiny_nudge, both_ways, nudge_c, slopes
from micrograd.checks.values_that_remember import mul, count_nodes, leaves
from micrograd.checks.gradients_by_hand import output_gradient, through_product, through_sum, filled, blame, step
from micrograd.checks.backward import slope_on_edge, mul_slopes, first_backward, edges_walked
from micrograd.checks.order_and_accumulation import shared, calls, sending_order, visit, operations, called_again
from micrograd.checks.order_and_accumulation import backward_again, owl
from micrograd.checks.more_operations import sub, wrong_way_round, rsub, truediv, repaired, tanh
from micrograd.checks.closed_book import used_twice, order, second_call, engine, witness, deeper
from micrograd.checks.neurons_and_networks import crossing, half_plane, fires_more, neuron, parameters
from micrograd.checks.neurons_and_networks import one_neuron, count_parameters, all_parameters, twins, spread
from micrograd.checks.learning import squared_error, one_step, descent, zero_grad
from micrograd.checks.learning import learn, largest_rate, momentum, first_step
from micrograd.checks.progress import progress
