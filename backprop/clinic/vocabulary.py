"""The words that names of arrays are made of."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def in_order(text: str) -> tuple[str, ...]:
    """The words of a text, in their order: what is longer comes before what it begins with."""
    return tuple(text.split())


SIGNS = str.maketrans({
    "∇": " grad ", "∂": " d", "δ": " delta ", "Δ": " delta ", "σ": " sigma ", "θ": " theta ", "Θ": " theta ",
    "ŷ": " yhat ", "′": " prime ", "ʹ": " prime ", "ℓ": " loss ", "φ": " phi ", "ϕ": " phi ", "𝛿": " delta ",
})  # fmt: skip

DROPPED = words(
    "cache caches param params parameter parameters self model module state dict my mine our student user "
    "array arr mat matrix val value values tf torch np npy npz csv txt numpy mlp network nn sequential "
    "seq"
)

PARTS = words("hidden hid h out output o in input i ih ho xh hy hh first second last final")
"""What a layer is called where it has no number."""

WEIGHT = words("w ws weight weights wt wts theta thetas kernel coef coefs syn synapse")
BIAS = words("b bs bias biases intercept intercepts")
PRE = words("p pre preact preacts preactivation preactivations prenonlinearity hpreact net netin netinput lin linear u")
ACT = words("a h act acts activation activations hidden hid o out output layer l layers relu hout")
INPUT = words(
    "x xs input inputs data features feature xbatch xb xtrain trainx trx xtr images batch inp inputdata featureset "
    "traindata trainingdata emb embcat"
)
TARGET = words(
    "y ys target targets label labels t onehot yonehot ytrue truey iy ybatch yb ytrain trainy try ytr truth yoh "
    "onehoty onehotlabels trainlabels traininglabels traintargets"
)
PROBS = words("s sm softmax prob probs proba probability probabilities yhat ypred pred preds prediction predictions")
LOGITS = words("logits logit scores score yout zout")
LOSS = words("loss l ell cost j e obj objective crossentropy ce mse nll totalloss losses lossvalue")
SLOPE = words("d mask slope slopes sp dact dsigma sigmaprime fprime actprime dphi phiprime gprime reluprime dsig")
ERROR = words("error errors err errs errorterm errorterms")
DELTA = ERROR | words("delta deltas del dels")
CHAINED = re.compile(r"d(a|h|out|act)d(z|net|pre)")
"""The derivative of an activation by its argument."""

GRADIENT_BEFORE = in_order(
    "gradientsof gradientof gradients gradient gradof grads grad nabla dlossd dlossby dcostd dcost dloss "
    "dld djd ded dcd dl dj de dc partial derivative deriv del delta d g"
)
LAYER = re.compile(
    r"(fc|layers?|linear|lin|dense|hidden|output|out|net|block|conv)*(w|b|weights?|thetas?|kernel|bias|biases)"
)
"""What may follow a short mark such as d: dense is not d and ense."""

GRADIENT_AFTER = ("gradients", "gradient", "grads", "grad", "derivative", "deriv", "delta")

# Words for a layer

LAYERS = dict.fromkeys(words("input inputs in i"), "in")
LAYERS |= dict.fromkeys(words("hidden hid h ih xh hh"), "hidden")
LAYERS |= dict.fromkeys(words("output outputs out o ho hy y final predicted"), "out")
"""What a layer is called where it has no number: of weights, the one they lead to."""

ANY_LAYER = words("layer layers dense fc linear affine block activation to at of the")
ENDS = in_order("hidden output out hid ih ho xh hy hh h o")
"""What a word may end with that says which layer: wout, zh, who."""

HIDDEN = words("h hid hidden")
INPUTS = words("X Y loss")
"""Symbols that are of no layer."""

KNOWN = LAYERS.keys() | ANY_LAYER | ACT | LOGITS | PROBS | INPUT | TARGET | LOSS | PRE | WEIGHT | BIAS
"""Words that are not taken apart."""

WHOLE = ACT | LOGITS | PROBS | INPUT | TARGET | LOSS
"""Words that mean something by themselves, whatever layer they name."""
