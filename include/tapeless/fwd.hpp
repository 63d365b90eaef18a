// SPDX-License-Identifier: BSL-1.0
/// \file
/// The index of the library: every public name, once, with one line of meaning. Types are declared, so a header of yours may
/// name them at little cost. Functions, constants, concepts and aliases, which C++ cannot declare without repeating them,
/// stand as comments. What a name does in full says its docstring. tools/check_fwd.py keeps the index complete.
#pragma once

#include <cstddef>
#include <cstdint>

#include <tapeless/core/element.hpp>
#include <tapeless/core/shape.hpp>
#include <tapeless/ir/target.hpp>

// clang-format off
namespace tapeless {

// ---- config.hpp
struct version;                                            ///< of these headers: major, minor, patch
//   has_simd             whether lanes are registers, or single elements

// ---- core/: shapes and elements
enum class element : std::uint8_t;                         ///< type of an element: float32, bfloat16, uint8, …, or weak
struct real;                                               ///< a number as a template argument: `dropout<0.1>`
template <std::size_t... Sizes> struct shape;              ///< sizes of the axes as a type: `shape<32, 784>`
struct dims;                                               ///< the same as a value
enum class leaf_kind;                                      ///< input, target, parameter, state, option
struct initial_value;                                      ///< from which distribution a leaf gets its first values
struct bfloat16;                                           ///< two bytes in memory: the upper half of a float
struct float16;                                            ///< two bytes in memory: the IEEE half
struct element_facts;                                      ///< a row of the table of element types
//   element_of           the element of a C++ type: `element_of<float>`
//   element_count        how many there are, weak included
//   storage_of           the C++ type of an element in memory: `storage_of<element::float64>`
//   stored_element       the type that a program stores: a weak number's is the default
//   default_element      what a leaf is unless it says otherwise: float32
//   index_element        what computed indices become: int32
//   setting_element      an optimiser's settings, and what is computed of them: float64
//   row_of               the facts of an element type
//   is_integer           labels, tokens and bytes: no gradient goes there
//   computes_in          what an element is in a register
//   accumulates_in       what a sum of such elements is
//   promote              the element that an operation on two elements gives
//   bytes_of             what a stored element takes
//   name_of              an element or a kind of leaf as text
//   type_id              one object per type, whose address tells types apart
//   max_rank             how many axes a value can have
//   shape_of_dims        the type of a shape computed as a value
//   broadcast            the shape of two that broadcast; rank -1 if they do not
//   row_major_strides    distances between neighbours along each axis
//   axis_set             axes as bits
//   every_axis           all of them
//   has_axis             whether a set contains an axis
//   reduced              a shape with some sizes made 1
template <class X> struct left_operand;                    ///< evidence in an error message: the operand on the left
template <class X> struct right_operand;                   ///< the operand on the right
template <class X> struct operand_of;                      ///< the only operand
template <class... Given> struct arguments_given;          ///< all arguments of a call
template <char... Letters> struct leaf_name;               ///< a leaf, letter by letter
template <char... Letters> struct layer_at;                ///< a layer by its path, letter by letter
template <char... Letters> struct op_named;                ///< an op by its name, letter by letter
//   sentence             points to a requirement that failed
//   refuse               makes the compiler say its sentence

// ---- expr/expression.hpp: what an expression is
struct expression_base;                                    ///< every expression derives from it
struct layer_base;                                         ///< all that composes by `>>` derives from it
template <class Op, int Axis, int First, int Second, real Value> struct with;  ///< an op and the numbers it carries
template <class Op, class Shape, class... Operands> struct apply;  ///< an op applied to operands
template <class Element, class X> struct converted_to;     ///< x in another element type
template <class Shape, int Axis> struct iota;              ///< the index along an axis: 0, 1, 2, …
template <class Shape, class Element, int Index> struct placeholder;  ///< the argument of a function while it is traced
template <real Value> struct number;                       ///< a number in an expression
template <class Shape, element Type> struct stand_in;      ///< in the place of an expression that was refused
//   expression           concept: a type that stands for a value
//   layer_like           concept: composes with `>>`
//   operands             concept: a pair that operators take
//   real_of              the C++ type of parameters beside an expression
//   element_type_of      the C++ type of an expression's elements
//   constant             `x * constant<0.5>`

// ---- expr/leaves.hpp: where data enters
template <class Tag, class Shape, class Element> struct input;  ///< value that the caller provides at every run
template <class Tag, class Shape, class Element> struct target;  ///< value that a prediction is compared with
template <class Tag, class Shape, class Initial, class Element> struct parameter;  ///< value that training changes
template <class Tag, class Shape, class Initial, class Element> struct state;  ///< value that lasts and that only `assign` changes
template <class Tag, class Element> struct option;         ///< a scalar setting that may change from run to run
template <int Distribution, class Shape, real Value, class Tag> struct random_numbers;  ///< fresh ones in every step
//   leaf_expression      concept: one of these
//   step_number          the number of the training step, from 1
//   update_number        of the update it belongs to: fewer, if gradients are accumulated
//   random_seed          the seed of a program's random numbers
//   random_uniform       numbers in [0, 1): `random_uniform<shape<4>>`
//   random_normal        with mean 0 and deviation 1
//   random_bernoulli     1 with a probability, else 0

// ---- expr/operators.hpp, expr/matmul.hpp: elementwise functions, products. Besides: + - * / < <= > >= and unary -
template <class Op> struct unary_function;                 ///< a function that is also a layer: `tanh(x)`, `x >> tanh`
//   binary               an elementwise op of two expressions
//   unary                an elementwise op of one expression
//   abs                  |x|
//   sign                 −1, 0 or 1
//   exp                  eˣ
//   expm1                eˣ − 1, exact near 0
//   log                  ln x
//   log1p                ln(1 + x), exact near 0
//   sqrt                 √x
//   rsqrt                1/√x
//   reciprocal           1/x
//   tanh                 hyperbolic tangent
//   sigmoid              1/(1 + e⁻ˣ)
//   erf                  error function
//   sin                  sine, in radians
//   cos                  cosine, in radians
//   relu                 max(x, 0)
//   floor                greatest integer below or at x
//   ceil                 least integer above or at x
//   trunc                x without its fraction
//   round                nearest integer, halves to even
//   is_nan               1 where x is not a number
//   stop_gradient        x, a constant to every derivative
//   pow                  aᵇ
//   maximum              the greater of two, element by element
//   minimum              the lesser of two, element by element
//   equal                1 where a = b
//   not_equal            1 where a ≠ b
//   square               x²
//   select               a where a condition is not 0, else b
//   clamp                x held between two bounds
//   convert              x in another element type: `convert<double>(x)`
//   matmul               product of matrices, vectors, or batches of them

// ---- expr/movement.hpp: shapes and places
//   reshape              the same elements under another shape: `reshape<shape<4, 5>>(x)`
//   broadcast_to         stretched to a shape
//   permute              axes in another order: `permute<0, 2, 1>(x)`
//   transpose            the last two axes exchanged
//   slice                elements start, start + step, … before stop along an axis: `slice<0, 2, 8>(x)`
//   pad                  more elements before and after, along an axis: `pad<1, 2, 2>(x)`
//   concat               values one behind the other along an axis; or layers side by side (nn/combinators.hpp)
//   reverse              order reversed along axes
//   expand_dims          a new axis of size 1
//   gather               slices picked by integer indices
//   one_hot              1 at the label, along a new last axis: `one_hot<10>(labels)`

// ---- expr/split.hpp, expr/repeat.hpp, expr/take_along_axis.hpp: parts, copies, elements
//   stack                values side by side along a new axis
//   split                parts of given sizes along an axis, as a tuple: `auto [a, b] = split<-1, 8, 8>(x)`
//   chunk                N equal parts
//   roll                 moved on along an axis, end to start
//   repeat_interleave    every element several times in a row: a a b b
//   tile                 the whole several times: a b a b
//   take_along_axis      one element for every index, as torch.gather

// ---- expr/triangles.hpp: parts of matrices
//   tril                 the lower triangle
//   triu                 the upper triangle
//   causal_mask          1 where the column is at most the row

// ---- expr/cumulative.hpp: along an axis
//   cumsum               sums of all elements up to each
//   cumprod              products of them

// ---- expr/top_k.hpp: the greatest elements
template <class Values, class Indices> struct greatest_elements;  ///< result of top_k
//   top_k                the K greatest along an axis, and where they were: `top_k<2>(x, axis<-1>)`

// ---- expr/windows.hpp: windows along an axis
//   windows              an axis becomes two, windows and their elements: `windows<1, 3, 2>(x)`
//   overlap_add          windows laid over each other and added

// ---- expr/convolve.hpp: weighted sums over windows
struct per_axis;                                           ///< one number for every spatial axis, or one for all
struct window;                                             ///< the sizes of a kernel: `conv2d<16, window(3, 5)>`
struct stride;                                             ///< distance between windows: `stride(2)`
struct dilation;                                           ///< distance between the elements of a window
struct output_padding;                                     ///< length that a transposed convolution adds to its result
struct groups;                                             ///< `groups(4)`: channels in groups, each with weights of its own
struct multiplier;                                         ///< results of a depthwise convolution for each channel
struct sides;                                              ///< zeros before and behind an axis
struct padding;                                            ///< zeros around x: `padding(1)`, `padding(1, sides(0, 2))`
enum class padding_form;                                   ///< the type of `same` and `causal`
struct convolution_options;                                ///< all of these together
//   same                 as many zeros as keep the sizes
//   causal               zeros before the axis alone
//   convolve_transposed  the transpose of `convolve<…>(·, w)`
//   convolve             `convolve<stride(2), padding(1)>(x, w)`, over one to three spatial axes, channels last

// ---- expr/reductions.hpp: many elements made one
template <int... Axis> struct axis_list;                   ///< the type of `axes<…>` and `axis<…>`
struct keep_dims_t;                                        ///< the type of `keep_dims`
//   axes                 axes as an argument: `sum(x, axes<0, 2>)`, negative ones from the end
//   axis                 one axis: `max(x, axis<-1>)`
//   keep_dims            reduced axes stay, with size 1
struct first_of_equals_t;                                  ///< the type of `first_of_equals`
//   first_of_equals      the gradient of max and min goes to one element: `max(x, axis<1>, first_of_equals)`
//   sum                  Σ x over axes, or over all
//   max                  the greatest; nan if any is
//   min                  the least; nan if any is
//   mean                 the mean
//   variance             mean squared distance from the mean (divisor n)
//   argmax               index of the greatest, int32
//   argmin               index of the least, int32

// ---- expr/transformations.hpp: derivatives and effects
template <class Y, class X> struct gradient_of;            ///< the type of gradient(y, x)
template <class Y> struct gradients_of;                    ///< the type of gradients(y)
template <class A, class B> struct training_choice;        ///< the type of when_training(a, b)
//   gradient             dy/dx of a scalar y by a leaf or any value y is made of
//   gradients            by all parameters, in the order of first use
//   assign               writes a parameter or state when the step ends
//   when_training        a in training, b in inference
//   sum_of_elements      in an optimiser's rule: over one parameter
//   global_sum           in an optimiser's rule: over all parameters

// ---- expr/loop.hpp, expr/scan.hpp, expr/vmap.hpp: loops
template <class... X> struct initial_values;               ///< the type of from(h, c)
template <class... X> struct sequences;                    ///< the type of over(x)
template <class... X> struct common_values;                ///< the type of common(w)
template <class Next, class... Output> struct iteration_result; ///< the type of next(h).emit(y)
template <class F, class Initial, class Sequences, class Common, std::size_t Length, bool Reverse> struct loop_of; ///< a loop: what it repeats and on what
template <class Loop> struct loop_result;                  ///< the type of scan(…)
template <class Loop, std::size_t I> struct last_of;       ///< the type of last<I>(run)
template <class Loop, std::size_t I> struct outputs_of;    ///< the type of outputs<I>(run)
template <class F, bool... Mapped> struct vmap_layer;      ///< the type of vmap(f)
//   from                 what a loop begins with
//   over                 what a loop goes along
//   common               what is the same in all iterations
//   next                 the next values of the carries; .emit(y) for outputs
//   scan                 goes along sequences with carried values: any loop
//   scan_reverse         the same from the last slice to the first
//   last                 a carry after the last iteration
//   outputs              what came out of all iterations, along a new first axis
//   vmap                 f over a new leading axis of its arguments

// ---- expr/streaming.hpp, nn/streaming.hpp: frame after frame
template <class F, class X> struct streamed;               ///< result of F for the frames of the moment
template <class F> struct streaming_layer;                 ///< the type of streaming(f)
//   streaming            a network over time as a step that goes on where the one before stopped

// ---- expr/derivatives.hpp: derivatives of other kinds
template <class Y, class X, class V> struct vjp_of;        ///< the type of vjp(y, x, v)
template <class Shape, element Type, class Tag> struct own_zeros; ///< zeros that are no other zeros
//   vjp                  vᵀ · dy/dx, reverse mode
//   jvp                  dy/dx · v, forward mode
//   hvp                  the Hessian of a scalar times v
//   jacobian             all derivatives of y by x, in reverse mode
//   jacobian_forward     the same in forward mode
//   hessian              all second derivatives of a scalar

// ---- expr/gradient_rules.hpp: what the reverse sweep does otherwise
template <class F> struct checkpoint_layer;                ///< of checkpoint(f)
template <class F, class Rule> struct custom_gradient_layer; ///< of custom_gradient(f, rule)
template <class F, class Rule, class X, class Y, class Dx> struct with_gradient; ///< the type of its value
//   checkpoint           f computed again in the reverse sweep, not kept
//   custom_gradient      f with a gradient of your own

// ---- expr/call.hpp: functions of expressions, composition
template <class Self> struct layer;                        ///< derive from it and give a static `body(x)`: a layer
template <class... F> struct chain;                        ///< the type of f >> g >> h
template <class F, class... X> struct call;                ///< a function applied to expressions
template <class F> struct function_form;                   ///< a layer in the notation f(x): takes no position in paths
template <class F> struct function_layer;                  ///< the type of compose(f)
template <class Tag, class F> struct named_layer;          ///< the type of named<tag>(f)
template <class F, class Tag> struct shared_layer;         ///< the type of shared(f)
template <class F> struct frozen_layer;                     ///< the type of frozen(f)
template <class F, class... Arguments> struct traced_body;  ///< result of a function for arguments of some shapes
//   body_of              the traced body of a function
//   compose              a lambda as a layer, so that it can stand first
//   named                gives a part of the path a name: `named<struct encoder>(f)`
//   shared               one set of parameters, wherever it is applied
//   frozen               parameters that no optimiser changes: requires_grad_(False)

// ---- nn/activations.hpp (relu, tanh and sigmoid are above)
template <class Self> struct activation;                   ///< derive from it: a formula that is function and layer
template <template <int> class Self, int Axis> struct axis_activation;  ///< the same along an axis
template <real Slope> struct leaky_relu_layer;             ///< the type of leaky_relu<Slope>
template <real Alpha> struct elu_layer;                    ///< of elu<Alpha>
struct selu_layer;                                         ///< of selu
struct gelu_layer;                                         ///< of gelu
struct gelu_tanh_layer;                                    ///< of gelu_tanh
struct silu_layer;                                         ///< of silu, swish
struct softplus_layer;                                     ///< of softplus
struct log_sigmoid_layer;                                  ///< of log_sigmoid
struct mish_layer;                                         ///< of mish
struct softsign_layer;                                     ///< of softsign
template <real Low, real High> struct hard_tanh_layer;     ///< of hard_tanh, relu6
struct hard_sigmoid_layer;                                 ///< of hard_sigmoid
struct hard_swish_layer;                                   ///< of hard_swish
template <int Axis> struct softmin_layer;                  ///< of softmin
struct quick_gelu_layer;                                   ///< of quick_gelu
template <int Axis> struct softmax_layer;                  ///< of softmax, softmax_over<Axis>
template <int Axis> struct log_softmax_layer;              ///< of log_softmax
template <int Axis> struct log_sum_exp_layer;              ///< of log_sum_exp
//   leaky_relu           x, or Slope · x below 0: `leaky_relu<>`, `leaky_relu<0.2>`
//   elu                  x, or Alpha · (eˣ − 1) below 0
//   selu                 scaled elu that keeps mean 0 and variance 1
//   gelu                 x · Φ(x)
//   gelu_tanh            its approximation by tanh
//   silu                 x · sigmoid(x)
//   swish                the same
//   softplus             ln(1 + eˣ)
//   log_sigmoid          ln sigmoid(x)
//   mish                 x · tanh(softplus(x))
//   softsign             x / (1 + |x|)
//   quick_gelu           x · σ(1.702 x)
//   softmin              softmax of −x along the last axis
//   softmin_over         along another one
//   hard_tanh            x held in [−1, 1]
//   hard_tanh_between    x held in [Low, High]
//   relu6                x held in [0, 6]
//   hard_sigmoid         (x + 3) / 6 held in [0, 1]
//   hard_swish           x · hard_sigmoid(x)
//   softmax              eˣ / Σ eˣ along the last axis
//   softmax_over         along another one
//   log_softmax          x − ln Σ eˣ along the last axis
//   log_softmax_over     along another one
//   log_sum_exp          ln Σ eˣ along the last axis
//   log_sum_exp_over     along another one

// ---- expr/effects.hpp: what a value brings with it
template <class Y, class... Effect> struct with_effects;   ///< the type of after(y, assign(…))
template <class Y, class Term> struct with_loss;           ///< of add_loss(y, term)
template <class Loss> struct total_of;                     ///< of total_loss(l)
template <class X> struct lone_statistics;                 ///< refused where a program trains
//   after                a value, and assignments that nothing reads
//   add_loss             a value, and a term for the loss of what is made of it
//   total_loss           a loss and all terms that were added on the way

// ---- nn/layers/
enum class bag;                                            ///< reduction of a bag's rows: sum, mean, max
enum class rotary_pairs;                                   ///< pairs of features that rotary turns
template <std::size_t Count, std::size_t Width, long Padding, class Initial, class Element> struct embedding_layer;  ///< of embedding<Count, Width>
template <std::size_t Count, std::size_t Width, bag Mode, class Initial, class Element> struct embedding_bag_layer;  ///< of embedding_bag<Count, Width>
template <real Base> struct sinusoidal_layer;              ///< of sinusoidal<>
template <class Initial> struct learned_positions_layer;   ///< of learned_positions<>
template <int Time, rotary_pairs Pairs, real Base> struct rotary_layer;  ///< of rotary<>
template <std::size_t N> struct prelu_layer;               ///< of prelu<>
template <real Low, real High> struct rrelu_layer;         ///< of rrelu<>
template <real Alpha> struct celu_layer;                   ///< of celu<>
template <real Level, real Value> struct threshold_layer;  ///< of threshold<Level, Value>
template <real Lambda> struct hard_shrink_layer;           ///< of hard_shrink<>
template <real Lambda> struct soft_shrink_layer;           ///< of soft_shrink<>
struct tanh_shrink_layer;                                  ///< of tanh_shrink
template <int Axis> struct glu_layer;                      ///< of glu
template <std::size_t Hidden, class F> struct gated_layer;  ///< of swiglu<Hidden> and its kin
template <std::size_t N, std::size_t Pieces> struct maxout_layer;  ///< of maxout<N, Pieces>
template <std::size_t N> struct bilinear_layer;            ///< of bilinear<N>
struct gaussian_sample_function;                           ///< of gaussian_sample
template <std::size_t N, real Weight> struct variational_layer;  ///< of variational<N>
template <real Temperature, bool Hard> struct gumbel_softmax_layer;  ///< of gumbel_softmax<Temperature>
template <int Axis, std::size_t... Sizes> struct unflatten_layer;  ///< of unflatten<Axis, Sizes...>
template <int... Axes> struct permute_layer;               ///< of permute_to<Axes...>
struct no_bias;                                            ///< in place of an initialiser: `dense<8, no_bias>`
enum class affine;                                         ///< parameters of a normalisation: none, weight, bias too
template <std::size_t N, class WeightInitial, class BiasInitial> struct dense_layer;  ///< the type of dense<N>
template <class Initial> struct weight_from_t;             ///< the type of weight_from<Initial>
template <class Initial> struct bias_from_t;               ///< of bias_from<Initial>
//   convolution_layer    the type of conv1d, 2d, 3d
//   depthwise_layer      the type of depthwise_conv1d, 2d, 3d
//   transposed_convolution_layer  the type of conv_transpose1d, 2d, 3d
template <real Rate> struct dropout_layer;                 ///< of dropout<Rate>
struct flatten_layer;                                      ///< of flatten
template <class Shape> struct reshape_layer;               ///< of reshape_to<Shape>
template <real Epsilon, real Momentum, affine Affine> struct batch_norm_layer;  ///< of batch_norm<Epsilon, Momentum>
template <real Epsilon, affine Affine, real Momentum> struct instance_norm_layer;  ///< of instance_norm<Epsilon, Affine>
template <std::size_t Groups, real Epsilon, affine Affine> struct group_norm_layer;  ///< of group_norm<Groups>
template <std::size_t Size, real Alpha, real Beta, real K> struct local_response_norm_layer;  ///< of local_response_norm<Size>
struct recurrent;                                  ///< options of rnn, gru, lstm
//   rnn_layer            of rnn<H>
//   gru_layer            of gru<H>
//   lstm_layer           of lstm<H>
struct last_step_layer;                                    ///< of last_step
template <class F> struct bidirectional_layer;             ///< of bidirectional(f)
template <int K, real Epsilon, affine Affine> struct layer_norm_layer;  ///< of layer_norm<K>
template <int K, real Epsilon, affine Affine> struct rms_norm_layer;  ///< of rms_norm<K>
template <bool Greatest> struct global_pool_layer;         ///< of global_avg_pool, global_max_pool
template <int R> struct pixel_shuffle_layer;               ///< of pixel_shuffle<R>
template <int R> struct pixel_unshuffle_layer;             ///< of pixel_unshuffle<R>
template <int Spatial, real Rate> struct channel_dropout_layer;  ///< of dropout1d, dropout2d, dropout3d
template <real Rate> struct alpha_dropout_layer;           ///< of alpha_dropout<Rate>
enum class ceil_mode_option;                               ///< the type of `ceil_mode`
struct count_include_pad;                                  ///< averages: whether padding counts
struct divisor_override;                                   ///< averages: what sums are divided by
struct pooling_options;                                    ///< all options of pooling
enum class interpolation;                                  ///< nearest, linear, linear_between_corners
enum class pad_mode;                                       ///< constant, reflection, replication, circular
//   ceil_mode            a last window that reaches over the end counts
//   max_pool_layer       the type of max_pool1d, 2d, 3d
//   max_pool1d           the greatest of every window of a sequence
//   max_pool2d           of an image: `max_pool2d<2>`, `max_pool2d<3, stride(2), padding(1)>`
//   max_pool3d           of a volume
//   avg_pool_layer       the type of avg_pool1d, 2d, 3d
//   avg_pool1d           the mean of every window of a sequence
//   avg_pool2d           of an image
//   avg_pool3d           of a volume
//   lp_pool_layer        the type of lp_pool1d, 2d
//   lp_pool1d            (Σ xᴾ)^(1/P) over windows of a sequence
//   lp_pool2d            of an image
//   global_avg_pool      the mean over all but batch and channels
//   global_max_pool      the greatest over all but batch and channels
//   adaptive_pool_layer  the type of adaptive_avg_pool…, adaptive_max_pool…
//   adaptive_avg_pool1d  means of so many windows that cover the axis
//   adaptive_avg_pool2d  of an image: `adaptive_avg_pool2d<7>`
//   adaptive_avg_pool3d  of a volume
//   adaptive_max_pool1d  the greatest of such windows
//   adaptive_max_pool2d  of an image
//   adaptive_max_pool3d  of a volume
//   upsample_layer       the type of upsample1d, 2d, resize1d, 2d
//   upsample1d           a sequence so many times as long
//   upsample2d           an image: `upsample2d<2>`, `upsample2d<2, interpolation::linear>`
//   resize1d             a sequence of another length
//   resize2d             an image of another size
//   pixel_shuffle        channels to places
//   pixel_unshuffle      places to channels
//   pad_layer            the type of zero_pad1d, …, circular_pad2d
//   zero_pad1d           zeros beside a sequence
//   zero_pad2d           around an image: `zero_pad2d<1>`, `zero_pad2d<1, sides(0, 2)>`
//   zero_pad3d           around a volume
//   constant_pad1d       a number beside a sequence
//   constant_pad2d       around an image: `constant_pad2d<0.5, 1>`
//   reflection_pad1d     a sequence mirrored at its ends
//   reflection_pad2d     an image mirrored at its edges
//   replication_pad1d    the first and the last element repeated
//   replication_pad2d    the edges repeated
//   circular_pad1d       the end before the start, and the start behind the end
//   circular_pad2d       likewise in both directions
//   unfold_layer         the type of unfold
//   unfold               every window of an image as a row: `unfold<3, padding(1)>`
//   fold_layer           the type of fold
//   fold                 windows laid back and added where they overlap: `fold<8, 3, padding(1)>`
//   dropout1d            whole channels to 0, in training
//   dropout2d            of images
//   dropout3d            of volumes
//   alpha_dropout        dropout that keeps mean and variance, for selu
//   dense                x W + b over the last axis: `dense<128>`, `dense<128, init::he_normal>`
//   conv1d               `conv1d<32, 7, causal>`: x is [batch, length, channels]
//   conv2d               `conv2d<16, 3, stride(2), padding(1)>`: x is [batch, rows, columns, channels]
//   conv3d               the same with three sizes
//   depthwise_conv1d     every channel by itself: `depthwise_conv1d<5, multiplier(2)>`
//   depthwise_conv2d     the same with two sizes
//   depthwise_conv3d     the same with three
//   separable_conv1d     depthwise, then over channels
//   separable_conv2d     the same with two sizes: `separable_conv2d<32, 3, same>`
//   conv_transpose1d     the transpose of a convolution, which makes x longer
//   conv_transpose2d     `conv_transpose2d<16, 4, stride(2), padding(1)>`
//   conv_transpose3d     the same with three sizes
//   weight_from          an option of these: `conv2d<16, 3, weight_from<init::he_normal>>`
//   bias_from            the same for the bias; `no_bias{}` for none
//   dropout              elements to 0 with a probability, in training
//   flatten              all axes but the first made one
//   reshape_to           all axes but the first in another shape: `reshape_to<shape<28, 28>>`
//   rnn                  a recurrent layer, tanh or relu
//   gru                  gated recurrent units
//   lstm                 long short-term memory, with projection if asked for
//   last_step            the last step of a sequence
//   bidirectional        f along and against a sequence
//   layer_norm           mean 0 and variance 1 over the last K axes
//   rms_norm             mean square 1 over the last K axes
//   unflatten            one axis in several: `unflatten<-1, 4, 8>`
//   permute_to           axes in another order: `permute_to<0, 2, 1>`
//   embedding            rows of a table by index: `embedding<10'000, 64>`
//   no_padding           no index stands for padding: `embedding<10'000, 64, no_padding>`
//   embedding_bag        sum, mean or maximum of the rows of a bag
//   sinusoidal           x + sines and cosines of its positions
//   learned_positions    x + a parameter for each position
//   rotary               pairs of features turned by their position
//   prelu                relu with a trained slope below 0
//   rrelu                relu with a random slope below 0
//   celu                 relu with an exponential below 0, smooth for every alpha
//   threshold            x above a level, a value below
//   hard_shrink          0 near 0
//   soft_shrink          moved towards 0
//   tanh_shrink          x − tanh x
//   glu                  one half of x times the sigmoid of the other
//   glu_over             along another axis
//   swiglu               down(silu(gate x) · up x): `swiglu<256>`
//   geglu                with gelu
//   reglu                with relu
//   maxout               the greatest of several affine functions
//   bilinear             of two values: `bilinear<8>(a, b)`
//   gaussian_sample      a draw from N(mean, e^log_variance); the mean in inference
//   kl_to_standard_normal  how far such a distribution is from N(0, 1)
//   variational          the middle of a variational autoencoder, its term of the loss included
//   gumbel_softmax       a draw of a class, smooth or hard
//   batch_norm           each channel by the batch in training, by running statistics in inference
//   no_momentum          running statistics are the average over all steps: `batch_norm<1e-5, no_momentum>`
//   instance_norm        each channel of each sample over space
//   group_norm           each sample over space and the channels of one group: `group_norm<8>`
//   local_response_norm  divided by what a window of channels holds

// ---- nn/distances.hpp
//   normalize            x at length 1
//   cosine_similarity    of two values along an axis
//   pairwise_distance    of two values along the last axis
struct attention;                                          ///< options of scaled_dot_product_attention
//   attention_function    the type of scaled_dot_product_attention
struct heads_of;                                           ///< options of multi_head_attention
//   multi_head_attention_layer  the type of multi_head_attention
template <class Attention> struct self_attention_layer;    ///< of self_attention
struct transformer;                                        ///< options of blocks of transformers
//   encoder_layer         the type of transformer_encoder_layer
//   decoder_layer         the type of transformer_decoder_layer
template <std::size_t N, class F> struct transformer_blocks;  ///< N blocks that all get the same memory or mask
template <std::size_t N, class F, class Norm> struct transformer_stack;  ///< of transformer_encoder<N>(f)
//   scaled_dot_product_attention  softmax(q kᵀ · scale + mask) v
//   visible_where        a mask of scores: 0 where a condition holds, else −∞
//   multi_head_attention  several heads: `multi_head_attention<4>`; of x to itself, or to a memory
//   self_attention       the same to x itself, with a mask
//   transformer_encoder_layer  self attention and two dense layers, each added to what it got
//   transformer_decoder_layer  causal self attention, attention to a memory, two dense layers
//   transformer_encoder  N blocks: `transformer_encoder<6>(block)`, and a norm
//   transformer_decoder  the same, (x, memory)
struct routing;                                            ///< options of mixture_of_experts: choices, capacity
//   mixture_of_experts_layer  the type of mixture_of_experts
//   mixture_of_experts   copies of f, of which each row goes to a few: `mixture_of_experts<routing{.experts = 4}>(f)`

// ---- nn/combinators.hpp
template <class F> struct time_distributed_layer;          ///< of time_distributed(f)
//   time_distributed     f applied to every step of a sequence
struct identity_layer;                                     ///< the type of identity
template <class F> struct residual_layer;                  ///< of residual(f)
template <std::size_t I, class F> struct branch;           ///< f as one of several side by side
template <int Axis, class... F> struct concat_layer;       ///< of concat(f, g)
template <class... F> struct sum_layer;                    ///< of sum_of(f, g)
template <std::size_t N, class F> struct repeat_layer;     ///< of repeat<N>(f)
//   applicable           concept: what combinators take
//   identity             x
//   residual             x + f(x)
//   sum_of               f(x) + g(x) + …
//   repeat               N blocks one after the other, each with its own parameters

// ---- nn/losses/
template <class Self> struct loss;                         ///< derive from it: a function of a prediction and a target
enum class reduction;                                      ///< mean, sum, batch_mean, none
template <class X> struct prediction_operand;              ///< evidence in an error message: the prediction
template <class X> struct target_operand;                  ///< the target
template <reduction R, real Smoothing, int Ignored> struct softmax_cross_entropy_loss;  ///< of softmax_cross_entropy
template <class Self, int Ignored> struct class_loss;      ///< derive from it: a loss of scores and labels
template <class Loss, real... Weight> struct class_weighted_loss;  ///< of class_weighted<…>
template <reduction R, int Ignored> struct nll_loss;       ///< of nll
template <reduction R, real... PositiveWeight> struct binary_cross_entropy_loss;  ///< of binary_cross_entropy_with_logits
template <reduction R> struct binary_cross_entropy_of_probabilities;  ///< of binary_cross_entropy
template <real Alpha, real Gamma, reduction R> struct focal_loss;  ///< of focal<Alpha, Gamma>
template <real Smooth, reduction R> struct dice_loss;      ///< of dice<Smooth>
template <reduction R> struct soft_margin_loss;            ///< of soft_margin
template <real Margin, reduction R> struct hinge_embedding_loss;  ///< of hinge_embedding<Margin>
template <int P, real Margin, reduction R> struct multi_margin_loss;  ///< of multi_margin<P, Margin>
template <reduction R> struct multilabel_soft_margin_loss;  ///< of multilabel_soft_margin
template <reduction R> struct multilabel_margin_loss;      ///< of multilabel_margin
template <class Self> struct loss_of_three;                ///< derive from it: a loss of three values
template <real Margin, reduction R> struct margin_ranking_loss;  ///< of margin_ranking<Margin>
template <real Margin, reduction R> struct cosine_embedding_loss;  ///< of cosine_embedding<Margin>
template <real P, real Margin, bool Swap, reduction R> struct triplet_margin_loss;  ///< of triplet_margin<P, Margin, Swap>
template <bool Full, real Epsilon, reduction R> struct gaussian_nll_loss;  ///< of gaussian_nll<Full, Epsilon>
template <bool OfLogs, bool Full, real Epsilon, reduction R> struct poisson_nll_loss;  ///< of poisson_nll<OfLogs, Full, Epsilon>
template <int Blank, bool ZeroInfinity, reduction R> struct ctc_loss;  ///< of ctc<Blank, ZeroInfinity>
template <reduction R> struct hinge_loss;                  ///< of hinge
template <reduction R, bool LogTarget> struct kl_divergence_loss;  ///< of kl_divergence
template <reduction R> struct mse_loss;                    ///< of mse
template <reduction R> struct mae_loss;                    ///< of mae
template <real Delta, reduction R> struct huber_loss;      ///< of huber<Delta>
template <real Beta, reduction R> struct smooth_l1_loss;   ///< of smooth_l1<Beta>
//   softmax_cross_entropy  of scores and labels, or scores and distributions
//   label_smoothed_cross_entropy  the same with a share of the target spread over all classes
//   cross_entropy_ignoring  rows with a certain label do not count
//   no_ignored_label     all rows count
//   class_weighted       rows count as much as their class: `class_weighted<1.0, 2.0>(softmax_cross_entropy)`
//   nll                  of logarithms of probabilities and labels
//   nll_ignoring         rows with a certain label do not count
//   binary_cross_entropy_with_logits  of scores and probabilities
//   positive_weighted_cross_entropy  the same, what belongs to the target counting more
//   binary_cross_entropy  of probabilities and probabilities
//   focal                what is right already counts little
//   dice                 how little two areas overlap
//   soft_margin          ln(1 + e^(−t x))
//   hinge_embedding      of distances and signs
//   multi_margin         scores of other classes are to be below the label's
//   multilabel_soft_margin  of scores and several labels, as 0 and 1
//   multilabel_margin    of scores and several labels, as a list
//   margin_ranking       one value is to be greater than another
//   cosine_embedding     angles between rows
//   triplet_margin       a row is to be nearer to one than to another
//   gaussian_nll         of a mean, a target and a variance
//   poisson_nll          of a rate and counts
//   ctc                  of labels whose frames are not known
//   hinge                max(0, 1 − t x)
//   kl_divergence        of logarithms of probabilities and probabilities
//   kl_divergence_of_logs  of logarithms and logarithms
//   mse                  mean squared difference
//   mae                  mean absolute difference
//   huber                squared near 0, linear elsewhere
//   smooth_l1            huber<Beta> / Beta
//   with_reduction       a loss reduced otherwise: `with_reduction<reduction::sum>(mse)`
//   accuracy             share of rows whose greatest score is at the label

// ---- nn/optimisers/, nn/schedules.hpp
struct sgd;                                                ///< w − rate · g
struct sgd_without_decay;                                  ///< w − rate · g: touches only the rows of tables that were read
struct sgd_momentum;                                       ///< with a running sum of gradients
struct sgd_nesterov;                                       ///< that looks ahead
struct adam;                                               ///< rates from first and second moments
struct amsgrad;                                            ///< adam with the greatest second moment so far
struct adamw;                                              ///< adam with the decay apart from the gradient
struct rmsprop;                                            ///< rates from mean squares
struct rmsprop_momentum;                                   ///< with momentum
struct rmsprop_centred;                                    ///< from variances
struct rmsprop_centred_momentum;                           ///< both
struct adagrad;                                            ///< rates from sums of squares
struct adadelta;                                           ///< steps as long as those before
struct adamax;                                             ///< adam with a running maximum
struct nadam;                                              ///< adam with Nesterov's momentum
struct radam;                                              ///< adam, rectified in its first steps
struct lion;                                               ///< signs of moments
struct lamb;                                               ///< adam in proportion to the parameter's length
struct asgd;                                               ///< averaged stochastic gradient descent
struct rprop;                                              ///< steps that only signs direct
template <class Optimiser> struct ema;                     ///< an exponential average of the parameters besides
template <class Optimiser> struct swa;                     ///< the mean of the parameters besides
template <class Optimiser> struct lookahead;               ///< parameters that go back halfway now and then
template <class Optimiser, class... Predicate> struct grouped;  ///< the type of with_groups(optimiser, …)
template <class Predicate, class Optimiser> struct parameter_group;  ///< of options_for
struct biases_and_norms;                                   ///< predicate: fewer than two axes
template <class... Tag> struct in_layer;                   ///< predicate: in layers of these names
template <class Tag, int Group> struct in_group;           ///< the name of a group's option
struct clip_value;                                         ///< gradients held in ±value: `clip_value{1} >> adam{}`
struct clip_norm;                                          ///< all gradients together no longer than norm
template <class First, class Second> struct transform_chain;  ///< two rules for gradients, one after the other
template <class Transform, class Optimiser> struct update_chain;  ///< a rule for gradients before an optimiser
template <std::size_t Steps, class Optimiser> struct accumulated;  ///< the type of accumulate<N>(optimiser)
template <class Tag, auto Member> struct setting;          ///< ties a member of an optimiser to an option
template <class... Setting> struct setting_list;           ///< all of an optimiser: its `settings`
template <class NewParameter, class... Assignments> struct update_of;  ///< result of an optimiser's rule
struct schedule;                                           ///< a rate that depends on the step; a number is one
enum class cycle_form;                                     ///< form of the cycles of cyclic
struct one_cycle_options;                                  ///< the form of one_cycle
//   optimiser            concept: has `update(w, g)`
//   gradient_transformation  concept: has `transform(g)`
//   with_groups          options for some parameters: `with_groups(adamw{}, options_for<biases_and_norms>(adamw{.weight_decay = 0}))`
//   options_for          those of a group
//   accumulate           an update in every N-th step, with the mean gradient: `accumulate<4>(adam{})`
//   steps_per_update     that N
//   update_to            makes an update_of
//   for_each_setting     calls a function for every setting of an optimiser
//   step_decay           a factor every so many steps
//   exponential_decay    a factor every step
//   linear_decay         in equal parts
//   cosine_annealing     along half a cosine
//   cosine_restarts      again and again, perhaps longer each time
//   cyclic               up and down along lines
//   polynomial_decay     down along a power
//   multi_step_decay     times a factor from each milestone on
//   constant_factor      a factor for some steps, to multiply with
//   inverse_square_root  the Transformer's
//   sequence             one schedule after another
//   linear_warmup        a rise before another schedule
//   one_cycle            up and down

/// Initialisers: first values of parameters.
namespace init {
struct zeros;                                              ///< all 0
struct ones;                                               ///< all 1
template <real Value> struct constant;                     ///< all the same
template <real Low, real High> struct uniform;             ///< even between two bounds
template <real Mean, real Deviation> struct normal;        ///< normal
template <real Mean, real Deviation> struct truncated_normal;  ///< normal, within two deviations
struct glorot_uniform;                                     ///< for tanh and sigmoid
struct glorot_normal;                                      ///< for tanh and sigmoid
struct he_uniform;                                         ///< for relu
struct he_normal;                                          ///< for relu
struct lecun_uniform;                                      ///< for selu
struct lecun_normal;                                       ///< for selu
struct identity;                                           ///< ones where row and column are equal
template <real Zeros, real Deviation> struct sparse;       ///< normal, most of it 0
template <real Gain> struct orthogonal;                    ///< rows or columns at right angles
struct fan_in_uniform;                                     ///< the default of dense, as in PyTorch
template <real Gain, class Initial> struct scaled;         ///< another one's, times a gain
//   fan_in               inputs that one output sums
//   fan_out              outputs that one input reaches
//   for_bias             the initialiser of a bias beside a weight
template <std::size_t H> struct recurrent_uniform;         ///< U(±1/√H), of whatever shape
}  // namespace init

/// Names of the library's own leaves: the last part of a path, as in "0.weight".
namespace tags {
struct weight;                                             ///< of a layer
struct bias;                                               ///< of a layer
struct input;                                              ///< of a trainer
struct target;                                             ///< of a loss: numbers
struct labels;                                             ///< of a loss: classes
struct step;                                               ///< of step_number
struct update;                                             ///< of update_number
struct seed;                                               ///< of random_seed
struct trained;                                            ///< in an optimiser's rule: the parameter
struct gradient;                                           ///< in an optimiser's rule: its gradient
struct learning_rate;                                      ///< setting
struct weight_decay;                                       ///< setting
struct momentum;                                           ///< setting
struct epsilon;                                            ///< setting
struct beta1;                                              ///< setting of adam
struct beta2;                                              ///< setting of adam
struct alpha;                                              ///< setting of rmsprop
struct rate_decay;                                         ///< setting of adagrad
struct rho;                                                ///< setting of adadelta
struct momentum_decay;                                     ///< setting of nadam
struct lambda;                                             ///< setting of asgd
struct power;                                              ///< setting of asgd
struct averaging_start;                                    ///< setting of asgd
struct eta_minus;                                          ///< setting of rprop
struct eta_plus;                                           ///< setting of rprop
struct step_min;                                           ///< setting of rprop
struct step_max;                                           ///< setting of rprop
struct average_decay;                                      ///< setting of ema
struct average_start;                                      ///< setting of swa
struct average_every;                                      ///< setting of swa
struct slow_share;                                         ///< setting of lookahead
struct slow_every;                                         ///< setting of lookahead
struct acc_delta;                                          ///< state of adadelta
struct exp_inf;                                            ///< state of adamax
struct mu_product;                                         ///< state of nadam, one number
struct average;                                            ///< state of ema, swa and asgd
struct previous;                                           ///< state of rprop
struct step_size;                                          ///< state of rprop
struct slow;                                               ///< state of lookahead
struct clip_value;                                         ///< setting
struct clip_norm;                                          ///< setting
struct gate_proj;                                          ///< part of a gated layer
struct up_proj;                                            ///< part of a gated layer
struct down_proj;                                          ///< part of a gated layer
struct mean;                                               ///< part of variational
struct log_variance;                                       ///< part of variational
struct running_mean;                                       ///< state of batch_norm
struct running_var;                                        ///< state of batch_norm
struct num_batches_tracked;                                ///< state of batch_norm without momentum
struct momentum_buffer;                                    ///< state of sgd_momentum and others
struct exp_avg;                                            ///< state of adam: first moment
struct exp_avg_sq;                                         ///< state of adam: second moment
struct max_exp_avg_sq;                                     ///< state of amsgrad
struct square_avg;                                         ///< state of rmsprop
struct grad_avg;                                           ///< state of rmsprop_centred
struct sum;                                                ///< state of adagrad
struct accumulated;                                        ///< state of accumulate
struct weight_ih;                                          ///< a recurrent layer's matrix of the input
struct weight_hh;                                          ///< of the hidden state
struct bias_ih;                                            ///< the input's bias
struct bias_hh;                                            ///< the hidden state's bias
struct weight_hr;                                          ///< an lstm's projection
struct in_proj_weight;                                     ///< of self attention: projects to queries, keys and values
struct in_proj_bias;                                       ///< of self attention
struct q_proj;                                             ///< scope in an attention: the projection to queries
struct k_proj;                                             ///< scope in an attention: to keys
struct v_proj;                                             ///< scope in an attention: to values
struct out_proj;                                           ///< scope in an attention: of what the heads found
struct router;                                             ///< scope in a mixture of experts: what chooses
struct experts;                                            ///< scope in a mixture of experts: the copies
struct self_attn;                                          ///< scope in a block of a transformer
struct multihead_attn;                                     ///< scope in a decoder's block: attention to the memory
struct linear1;                                            ///< scope in a block: the first dense layer
struct linear2;                                            ///< scope in a block: the second
struct norm;                                               ///< scope of the norm after a stack of blocks
struct norm1;                                              ///< scope in a block
struct norm2;                                              ///< scope in a block
struct norm3;                                              ///< scope in a decoder's block
struct layers;                                             ///< scope of a stack's blocks
}  // namespace tags

// ---- compile/: from expressions to a plan
template <class Make> struct graph_stage;                  ///< a carrier: one stage's graph as a constant
struct index_limit;                                        ///< columns of an input that are indices, and below what
//   index_limits         several of them
//   index_limits_of      which columns of an input a network takes as indices
template <class From, class To> struct counterparts;       ///< leaves that two programs have in common
template <class Traced, const ir::target& On> struct pipeline; ///< all stages from a traced graph to the plan
struct explain_options;                                    ///< parts that explain prints
struct explanation;                                        ///< all stages of a program, for explain to print
//   traced               expressions as a graph
//   updated              a loss and an optimiser's rule for every parameter
//   replicated           a step as one of several copies at once
//   traced_rule          an optimiser's rule as a graph
//   explanation_of       the explanation of a program
//   explain              prints every stage, the loops, their cost, the memory: `explain(trainer)`

// ---- program/ and training/
template <class... Programs> struct programs;              ///< programs that share parameters and states
struct memory_map;                                         ///< addresses of the spaces of a program
//   space                parameters, states, stream, io, scratch: what memory is for
template <std::size_t Bytes> class inline_memory;          ///< memory inside of its owner
template <std::size_t Bytes> class heap_memory;            ///< memory in one allocation
template <class Pipeline> struct program_facts;            ///< constants of a program: sizes, counts
template <class Pipeline, class Set> class program_view;   ///< a program on memory of somebody else
template <class Pipeline, template <std::size_t> class Memory> class program;  ///< a program with memory of its own
template <class Set, template <std::size_t> class Memory> class model;  ///< parameters and states of a set of programs
template <class Set> struct model_view;                    ///< addresses of parameters and states
template <class Program, class Set, template <std::size_t> class Memory>
class instance;                                            ///< a running program of a model: a thread's, a voice's
template <class Set> struct model_image;                   ///< parameters and states as a constant, for flash
//   image_of             a model_image of numbers that are known while compiling
template <class... Outputs> struct compiled;               ///< the pipeline of compile(outputs…)
template <class... Outputs> struct compiled_for_inference;  ///< the pipeline of compile_for_inference(outputs…)
//   copy_parameters      gives a program what another has learnt
//   blend_parameters     moves a program towards what another has learnt: a target network
//   for_each_parameter   path, shape and elements of every parameter: named_parameters()
//   for_each_state       the same of running statistics and the like: named_buffers()
//   parameter_at         the elements of the parameter at a path: "encoder.0.weight"
template <class Net, class Loss, class Optimiser, std::size_t Rows, class InputShape>
class trainer;                                             ///< trains a network on batches of rows
template <std::size_t Rows> struct batch_of;               ///< the type of batch<Rows>
struct seed;                                               ///< start of first values and random numbers
struct fit_options;                                        ///< epochs, validation, progress, stopping
struct evaluation;                                         ///< loss and metric of a data set
template <class Program, class Input, class Set> class predictor;  ///< applies a network to any number of rows
struct trainer_snapshot;                                   ///< all that training changes, to keep and to restore
struct reduce_on_plateau;                                  ///< lowers rates when training no longer gets better
template <class Program, class Set> class averages_in_use;            ///< averages in place of the parameters: trainer.use_averages()
struct early_stopping;                                     ///< ends a training that no longer gets better
enum class better;                                         ///< better values of a metric: lower or higher
struct named_metric;                                       ///< a number with the name of what it measures
struct epoch_record;                                       ///< losses and metrics of an epoch
struct history;                                            ///< the epochs of a training, also as CSV
struct multi_start_result;                                 ///< losses of several starts, and the winner
struct progress_event;                                     ///< state of a training, for a progress callback
class progress_callback;                                   ///< anything that takes a progress_event
struct console_reporter;                                   ///< the type of console
struct silent_reporter;                                    ///< the type of silent
class stopwatch;                                           ///< seconds since it was made
class error;                                               ///< one line: file, place, what was expected and found
//   compile              expressions as one program: `compile(energy, gradient(energy, w))`
//   compile_for_inference  the same, layers as in inference
//   configure            sets the numbers of an optimiser in a program
//   learning_rate_of     an optimiser's rate in a step
//   batch                rows per step, as an argument: `batch<64>`
//   multi_start          trains from several initialisations and keeps the best; `multi_start<8>` tiny networks at once
//   console              draws a progress bar
//   silent               says nothing
//   format_duration      seconds as text
//   format_progress      an event as a line of text

/// Data sets: reading, cutting into batches, normalising.
namespace data {
class dataset;                                             ///< examples in rows, with labels, targets or neither
struct train_test;                                         ///< a data set to learn from and one to judge by
struct normalisation;                                      ///< (x − offset) · scale
enum class across;                                         ///< each feature by itself, or all together
enum class last_batch;                                     ///< dropped or filled up
struct batch_rows;                                         ///< rows of a batch
class batch_order;                                         ///< the order in which an epoch visits the rows
struct csv_column;                                         ///< a column of a CSV file
struct csv_options;                                        ///< options of read_csv
struct csv_data;                                           ///< data set, names and classes read from a file
class csv_reader;                                          ///< reads a CSV file piece by piece
class idx_file;                                            ///< an IDX file, gzipped or not
template <class T> struct idx_array;                       ///< its numbers and sizes
//   gather_inputs        copies the inputs of some rows
//   gather_labels        copies their labels
//   gather_targets       copies their targets
//   shuffled_order       the rows of an epoch in random order
//   gather               inputs and labels or targets at once
//   parse_csv            a data set from CSV text
//   read_csv             a data set from a CSV file
//   read_idx             an array, or a data set, from IDX files
//   mnist                the four files of MNIST in a folder
//   fashion_mnist        the four files of Fashion-MNIST
//   scaling              multiplies by a factor
//   standard_scores      mean 0 and deviation 1, as measured on a set
//   standardised         a training and a test set, both by the training set's scores
}  // namespace data

/// Numbers that judge a model, as plain functions over spans.
namespace metrics {
struct confusion;                                          ///< counts of predicted labels for each actual one
struct retrieval;                                          ///< precision, recall, f1
struct running_mean;                                       ///< a mean that is gathered batch by batch
//   classes_of           how many scores a row has
//   argmax               the place of the greatest
//   predicted_labels     the winner of each row
//   top_k_accuracy       share of labels among the k greatest scores
//   accuracy             share of labels with the greatest score
//   confusion_matrix     makes a confusion
//   retrieval_of         of one class against all others
//   macro_retrieval      mean over all classes
//   binary_retrieval     of label 1 among 0 and 1
//   auc                  area under the ROC curve
//   mean                 of some losses
//   mae                  mean absolute error
//   mse                  mean squared error
//   r2                   share of the variance that is explained
}  // namespace metrics

}  // namespace tapeless
// clang-format on
