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
PRE = words("p pre preact preacts preactivation preactivations prenonlinearity net netin netinput lin linear u")
ACT = words("a h act acts activation activations hidden hid o out output layer l layers relu hout")
INPUT = words("x xs input inputs data features xbatch xb xtrain images batch inp")
TARGET = words("y ys target targets label labels t onehot yonehot ytrue iy ybatch yb ytrain truth yoh")
PROBS = words("s sm softmax prob probs proba probability probabilities yhat ypred pred preds prediction predictions")
LOGITS = words("logits logit scores score yout zout")
LOSS = words("loss l ell cost j e obj objective crossentropy ce mse nll totalloss losses lossvalue")
SLOPE = words("d mask slope slopes sp dact dsigma sigmaprime fprime actprime dphi phiprime gprime reluprime dsig")
DELTA = words("delta deltas error errors err errs")

GRADIENT_BEFORE = in_order(
    "gradientsof gradientof gradients gradient gradof grads grad nabla dlossd dlossby dcostd dcost dloss "
    "dld djd ded dcd dl dj de dc partial derivative deriv del delta d g"
)
LAYER = re.compile(
    r"(fc|layers?|linear|lin|dense|hidden|output|out|net|block|conv)*(w|b|weights?|thetas?|kernel|bias|biases)"
)
"""What may follow a short mark such as d: dense is not d and ense."""

GRADIENT_AFTER = ("gradients", "gradient", "grads", "grad", "derivative", "deriv", "delta")
