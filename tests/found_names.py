"""How arrays are called in public homework, courses and repositories: only names, each scheme as it was found.

By symbol the names of the layers, one after the other; ``-`` where a layer has none. ``Z+``, ``G+`` are Z and G of the
next layer, the last ``Z+`` is the softmax. ``.T`` after the symbol: an example a column, weights of outputs × inputs.
"""

from __future__ import annotations

FOUND: dict[str, dict[str, str]] = {
    "output and hidden delta": {
        "X": "inputs", "y": "targets", "W": "weights_input_hidden weights_hidden_output",
        "b": "bias_hidden bias_output", "Z+": "hidden_output final_output", "G+": "hidden_error -",
        "M": "hidden_delta output_delta",
    },
    "weights1, self.hidden": {
        "W": "self.weights1 self.weights2", "b": "self.bias1 self.bias2", "Z+": "self.hidden_activation -",
        "M": "self.hidden_delta self.output_delta", "G+": "self.hidden_error -",
    },
    "bike sharing": {
        "X": "features", "y": "targets", "W": "weights_input_to_hidden weights_hidden_to_output",
        "P": "hidden_inputs final_inputs", "Z+": "hidden_outputs final_outputs",
        "dW": "delta_weights_i_h delta_weights_h_o",
    },
    "admissions": {
        "X": "features", "y": "targets", "W": "weights_input_hidden weights_hidden_output", "P": "hidden_input -",
        "Z+": "hidden_output output", "M": "hidden_error_term output_error_term",
        "dW": "delta_w_input_hidden delta_w_hidden_output",
    },
    "wh, wo and chain rule": {
        "X": "feature_set", "y": "one_hot_labels", "W": "wh wo", "b": "bh bo", "P": "zh zo", "Z+": "ah ao",
        "D": "dah_dzh -", "G+": "dcost_dah -", "M": "- dcost_dzo", "dW": "dcost_wh dcost_wo",
    },
    "cs231n, toy network": {
        "W": "W W2", "b": "b b2", "Z+": "hidden_layer probs", "M": "dhidden dscores", "dW": "dW dW2", "db": "db db2",
    },
    "cs231n, grads": {
        "W": "params['W1'] params['W2']", "b": "params['b1'] params['b2']", "P": "- scores",
        "dW": "grads['W1'] grads['W2']", "db": "grads['b1'] grads['b2']",
    },
    "induced local field": {
        "W": "weights1 weights2 weights3", "b": "bias1 bias2 bias3", "P": "v1 v2 v3", "Z+": "h1 h2 -",
        "G+": "dE_dh1 dE_dh2 -", "M": "- - dE_dv3", "dW": "dE_dw1 dE_dw2 dE_dw3", "db": "dE_db1 dE_db2 dE_db3",
    },
    "delta3 beside W2": {
        "W": "W1 W2", "b": "b1 b2", "P": "z1 z2", "Z+": "a1 probs", "M": "delta2 delta3", "dW": "dW1 dW2",
        "db": "db1 db2",
    },
    "dJdW": {"W": "W1 W2", "P": "z2 z3", "Z+": "a2 yHat", "M": "delta2 delta3", "dW": "dJdW1 dJdW2"},
    "gradz, grada": {
        "y": "yoh", "W": "W1 W2", "b": "b1 b2", "P": "z1 z2", "Z+": "a1 a2", "G+": "grada1 -", "M": "gradz1 gradz2",
        "dW": "gradW1 gradW2", "db": "gradb1 gradb2",
    },
    "dLdz, gradW": {
        "X": "x", "W": "W1 W2 W3", "P": "z1 z2 z3", "Z+": "h1 h2 y_pred", "G+": "dLdh1 dLdh2 -",
        "M": "dLdz1 dLdz2 dLdz3", "dW": "gradW1 gradW2 gradW3",
    },
    "Zh, H1": {
        "W": "W1 W2", "b": "b1 b2", "P": "Zh -", "Z+": "H1 probs", "M": "dZ1 dZ2", "dW": "dW1 dW2", "db": "db1 db2",
    },
    "sparse autoencoder": {
        "X.T": "data", "W.T": "W1 W2", "b": "b1 b2", "P.T": "z2 z3", "Z+.T": "a2 a3", "M.T": "delta2 delta3",
        "dW.T": "W1grad W2grad", "db": "b1grad b2grad",
    },
    "Theta, without its bias": {
        "W.T": "Theta1 Theta2", "P": "z2 z3", "Z+": "a2 a3", "M": "d2 d3", "dW.T": "Theta1_grad Theta2_grad",
    },
    "Theta, Delta": {"W.T": "theta1 theta2 theta3", "M": "d2 d3 d4", "dW.T": "theta1_grad theta2_grad theta3_grad"},
    "nabla": {
        "W.T": "weights[0] weights[1] weights[2]", "b": "biases[0] biases[1] biases[2]", "P.T": "zs[0] zs[1] zs[2]",
        "Z+.T": "activations[1] activations[2] activations[3]", "dW.T": "nabla_w[0] nabla_w[1] nabla_w[2]",
        "db": "nabla_b[0] nabla_b[1] nabla_b[2]",
    },
    "nabla, from the end": {
        "W.T": "weights_0 weights_1", "b": "biases_0 biases_1", "dW.T": "nabla_w_0 nabla_w_1",
        "db": "nabla_b_0 nabla_b_1",
    },
    "scikit-learn": {
        "W": "coefs_[0] coefs_[1] coefs_[2]", "b": "intercepts_[0] intercepts_[1] intercepts_[2]",
        "Z+": "activations[1] activations[2] activations[3]", "M": "deltas[0] deltas[1] deltas[2]",
        "dW": "coef_grads[0] coef_grads[1] coef_grads[2]",
        "db": "intercept_grads[0] intercept_grads[1] intercept_grads[2]",
    },
    "layers with dweights": {
        "W": "dense1.weights dense2.weights", "b": "dense1.biases dense2.biases", "P": "dense1.output dense2.output",
        "Z+": "activation1.output -", "M": "activation1.dinputs -", "dW": "dense1.dweights dense2.dweights",
        "db": "dense1.dbiases dense2.dbiases",
    },
    "synapses": {"W": "syn0 syn1", "Z+": "l1 l2", "G+": "l1_error -", "M": "l1_delta l2_delta"},
    "synapse_0": {"W": "synapse_0 synapse_1", "Z+": "layer_1 layer_2", "M": "layer_1_delta layer_2_delta"},
    "weights_0_1": {
        "X": "layer_0", "W": "weights_0_1 weights_1_2", "Z+": "layer_1 layer_2", "M": "layer_1_delta layer_2_delta",
        "dW": "weights_0_1_delta weights_1_2_delta",
    },
    "grad_hidden": {
        "X": "x", "W": "w1 w2", "b": "b1 b2", "P": "z1 -", "Z+": "hidden probs", "M": "grad_hidden delta",
        "dW": "grad_w1 grad_w2", "db": "grad_b1 grad_b2",
    },
    "hpreact": {
        "X": "emb", "W": "W1 W2", "b": "b1 b2", "P": "hpreact logits", "Z+": "h -", "G+": "dh -",
        "M": "dhpreact dlogits", "dW": "dW1 dW2", "db": "db1 db2",
    },
    "w_h, w_out": {
        "W": "w_h w_out", "b": "b_h b_out", "P": "z_h z_out", "Z+": "a_h a_out", "M": "delta_h delta_out",
        "dW": "grad_w_h grad_w_out", "db": "grad_b_h grad_b_out",
    },
    "hidden_layer_input": {
        "W": "hidden_weights output_weights", "b": "hidden_biases output_biases",
        "P": "hidden_layer_input output_layer_input", "Z+": "hidden_layer_output predicted_output",
        "G+": "error_hidden_layer -", "M": "d_hidden_layer d_predicted_output",
    },
    "hiddenlayer_activations": {
        "W": "wh wout", "b": "bh bout", "P": "hidden_layer_input output_layer_input",
        "Z+": "hiddenlayer_activations output", "D": "slope_hidden_layer -", "G+": "Error_at_hidden_layer -",
        "M": "d_hiddenlayer d_output",
    },
    "dW_HIDDEN": {
        "W": "weights_hidden weights_output", "b": "bias_hidden bias_output", "P": "z1 -", "Z+": "h1 -",
        "M": "error_hidden error_out", "dW": "dW_HIDDEN dW_OUTPUT", "db": "db_HIDDEN db_OUTPUT",
    },
    "w_hidden2": {
        "W": "w_hidden w_hidden2 w_output", "b": "b_hidden b_hidden2 b_output", "P": "Z1 Z2 Z3", "Z+": "A1 A2 -",
        "G+": "dA1 dA2 -", "M": "dZ1 dZ2 dZ3", "dW": "dw_hidden dw_hidden_2 dw_output",
        "db": "db_hidden db_hidden_2 db_output",
    },
    "dZ_hidden": {
        "W": "W_hidden W_output", "b": "B_hidden B_output", "P": "Z_hidden Z_output", "Z+": "A_hidden A_output",
        "G+": "dA_hidden -", "M": "dZ_hidden dZ_output", "dW": "dW_hidden dW_output", "db": "dB_hidden dB_output",
    },
    "dhidden_pre": {
        "W": "W_hidden W_out", "b": "b_hidden b_out", "Z+": "hidden -", "G+": "dhidden -", "M": "dhidden_pre dlogits",
        "dW": "dW_hidden dW_out", "db": "db_hidden db_out",
    },
    "grad_weights_input_hidden": {
        "W": "weights_input_hidden weights_hidden_output", "b": "bias_hidden bias_output",
        "dW": "grad_weights_input_hidden grad_weights_hidden_output", "db": "grad_bias_hidden grad_bias_output",
    },
    "hidden_gradient": {
        "X": "x", "W": "w1 w2", "b": "b1 b2", "Z+": "hidden prediction", "M": "hidden_gradient output_gradient",
        "dW": "gradient_w1 gradient_w2", "db": "gradient_b1 gradient_b2",
    },
    "cs224n": {
        "X": "data", "y": "labels", "W": "W1 W2", "b": "b1 b2", "Z+": "h y_hat", "M": "delta1 d_score",
        "dW": "gradW1 gradW2", "db": "gradb1 gradb2",
    },
    "from scratch, t for the targets": {
        "X": "x", "y": "t", "W": "params['W1'] params['W2']", "b": "params['b1'] params['b2']", "P": "a1 a2",
        "Z+": "z1 -", "G+": "da1 -", "M": "dz1 dy", "dW": "grads['W1'] grads['W2']", "db": "grads['b1'] grads['b2']",
    },
    "Affine": {
        "W": "layers['Affine1'].W layers['Affine2'].W", "b": "layers['Affine1'].b layers['Affine2'].b",
        "dW": "layers['Affine1'].dW layers['Affine2'].dW", "db": "layers['Affine1'].db layers['Affine2'].db",
    },
    "dnet": {
        "X.T": "x", "W.T": "w1 w2", "b": "b1 b2", "P.T": "net1 net2", "Z+.T": "a1 a2", "M.T": "dnet1 dnet2",
        "dW.T": "dw1 dw2",
    },
    "del": {
        "W.T": "w1 w2", "b": "b1 b2", "P.T": "z2 z3", "Z+.T": "a2 a3", "M.T": "del2 del3", "dW.T": "gradw1 gradw2",
    },
    "dL_dW": {
        "W": "W1 W2 W3", "b": "b1 b2 b3", "P": "z1 z2 z3", "Z+": "a1 a2 probs", "G+": "dL_da1 dL_da2 -",
        "M": "dL_dz1 dL_dz2 dL_dz3", "dW": "dL_dW1 dL_dW2 dL_dW3", "db": "dL_db1 dL_db2 dL_db3",
    },
    "dL_dy": {
        "W": "w1 w2", "Z+": "h p", "G+": "dL_dh -", "M": "dL_dz dL_dy", "dW": "dL_dw1 dL_dw2", "db": "dL_db1 dL_db2",
        "b": "b1 b2",
    },
    "dl_dypred": {"W": "w1 w2", "Z+": "a1 y_pred", "G+": "dl_da1 -", "M": "dl_dz1 dl_dz2", "dW": "dl_dw1 dl_dw2"},
    "PyTorch, Sequential": {
        "W.T": "0.weight 2.weight 4.weight", "b": "0.bias 2.bias 4.bias",
        "dW.T": "0.weight.grad 2.weight.grad 4.weight.grad", "db": "0.bias.grad 2.bias.grad 4.bias.grad",
    },
    "PyTorch, quickstart": {
        "W.T": "linear_relu_stack.0.weight linear_relu_stack.2.weight linear_relu_stack.4.weight",
        "b": "linear_relu_stack.0.bias linear_relu_stack.2.bias linear_relu_stack.4.bias",
        "dW.T": "linear_relu_stack.0.weight.grad linear_relu_stack.2.weight.grad linear_relu_stack.4.weight.grad",
        "db": "linear_relu_stack.0.bias.grad linear_relu_stack.2.bias.grad linear_relu_stack.4.bias.grad",
    },
    "PyTorch, hidden and output": {
        "W.T": "hidden.weight output.weight", "b": "hidden.bias output.bias",
        "dW.T": "hidden.weight.grad output.weight.grad", "db": "hidden.bias.grad output.bias.grad",
    },
    "PyTorch, module list": {
        "W.T": "module.layers.0.weight module.layers.1.weight", "b": "module.layers.0.bias module.layers.1.bias",
        "dW.T": "module.layers.0.weight.grad module.layers.1.weight.grad",
        "db": "module.layers.0.bias.grad module.layers.1.bias.grad",
    },
    "PyTorch, fc": {
        "W.T": "fc1.weight fc2.weight fc3.weight", "b": "fc1.bias fc2.bias fc3.bias",
        "dW.T": "fc1.weight.grad fc2.weight.grad fc3.weight.grad", "db": "fc1.bias.grad fc2.bias.grad fc3.bias.grad",
    },
    "PyTorch, layer1 and layer_out": {
        "W.T": "layer_1.weight layer_2.weight layer_out.weight", "b": "layer_1.bias layer_2.bias layer_out.bias",
        "dW.T": "layer_1.weight.grad layer_2.weight.grad layer_out.weight.grad",
    },
    "Keras": {
        "W": "dense/kernel:0 dense_1/kernel:0 dense_2/kernel:0", "b": "dense/bias:0 dense_1/bias:0 dense_2/bias:0",
        "dW": "grad/dense/kernel:0 grad/dense_1/kernel:0 grad/dense_2/kernel:0",
    },
    "Flax": {
        "W": "params/Dense_0/kernel params/Dense_1/kernel", "b": "params/Dense_0/bias params/Dense_1/bias",
        "dW": "grads/Dense_0/kernel grads/Dense_1/kernel", "db": "grads/Dense_0/bias grads/Dense_1/bias",
    },
    "JAX, a list of dicts": {
        "W": "params[0]['weights'] params[1]['weights']", "b": "params[0]['biases'] params[1]['biases']",
        "dW": "grads[0]['weights'] grads[1]['weights']", "db": "grads[0]['biases'] grads[1]['biases']",
    },
    "MATLAB cells": {
        "W.T": "nn.W{1} nn.W{2}", "dW.T": "nn.dW{1} nn.dW{2}", "Z+": "nn.a{2} nn.a{3}", "M": "d{2} d{3}",
    },
    "digit recogniser notebook": {
        "X.T": "X", "y": "Y", "W.T": "W1 W2", "b": "b1 b2", "P.T": "Z1 Z2", "Z+.T": "A1 A2", "M.T": "dZ1 dZ2",
        "dW.T": "dW1 dW2",
    },
    "deep learning course, columns": {
        "X.T": "X", "W.T": "parameters['W1'] parameters['W2'] parameters['W3']",
        "b": "parameters['b1'] parameters['b2'] parameters['b3']", "Z+.T": "cache['A1'] cache['A2'] -",
        "G+.T": "grads['dA1'] grads['dA2'] -", "dW.T": "grads['dW1'] grads['dW2'] grads['dW3']",
        "db": "grads['db1'] grads['db2'] grads['db3']",
    },
    "w_i_h": {
        "W.T": "w_i_h w_h_o", "b": "b_i_h b_h_o", "P.T": "h_pre o_pre", "Z+.T": "h o", "M.T": "delta_h delta_o",
        "X.T": "images", "y": "labels",
    },
    "wih, who": {
        "X.T": "inputs", "y": "targets", "W.T": "wih who", "P.T": "hidden_inputs final_inputs",
        "Z+.T": "hidden_outputs final_outputs", "G+.T": "hidden_errors -",
    },
    "weights_ih": {
        "W.T": "weights_ih weights_ho", "b": "bias_h bias_o", "Z+.T": "hidden outputs", "G+.T": "hidden_errors -",
        "dW.T": "weight_ih_deltas weight_ho_deltas", "X.T": "inputs", "y": "targets",
    },
    "input, hidden and output layer": {
        "W": "hidden_layer.weights output_layer.weights", "b": "hidden_layer.biases output_layer.biases",
        "dW": "hidden_layer.dweights output_layer.dweights", "db": "hidden_layer.dbiases output_layer.dbiases",
    },
    "fc1_w": {"W": "fc1_w fc2_w", "b": "fc1_b fc2_b", "dW": "dfc1_w dfc2_w", "db": "dfc1_b dfc2_b"},
    "RNN letters": {"W": "W_xh W_hy", "b": "b_h b_y", "dW": "dW_xh dW_hy", "db": "db_h db_y"},
    "d for the errors": {
        "X": "a0", "W": "W1 W2", "b": "b1 b2", "P": "z1 z2", "Z+": "a1 a2", "M": "d1 d2",
        "dW": "grads['W1'] grads['W2']",
    },
    "Y for the activations": {
        "W": "W1 W2", "Z+": "Y1 Y2", "M": "delta_hidden delta_output", "dW": "gradW1 gradW2", "db": "gradb1 gradb2",
        "b": "b1 b2",
    },
    "del_out": {
        "X": "input", "W.T": "weight1 weight2", "b": "bias1 bias2", "M": "del_hid del_out", "dW.T": "W1grad W2grad",
        "Z+": "hidden_layer output_layer",
    },
    "weight_grads": {
        "W": "weights[0] weights[1]", "b": "biases[0] biases[1]", "dW": "weight_grads[0] weight_grads[1]",
        "db": "bias_grads[0] bias_grads[1]",
    },
    "gradients": {
        "W": "parameters['W1'] parameters['W2']", "b": "parameters['b1'] parameters['b2']",
        "dW": "gradients['W1'] gradients['W2']", "db": "gradients['b1'] gradients['b2']",
    },
    "camel case": {
        "X": "inputData", "y": "trainLabels", "W": "weightsInputHidden weightsHiddenOutput",
        "b": "biasHidden biasOutput", "Z+": "hiddenLayer outputLayer", "M": "hiddenDelta outputDelta",
    },
    "dWeights": {
        "X": "trX", "y": "trY", "W": "Weights Weights2", "b": "bias bias2", "M": "dhidden dscores",
        "dW": "dWeights dWeights2", "db": "dbias dbias2",
    },
    "homework, grad_W": {"W": "W1 W2", "Z+": "Z1 -", "M": "G1 G2", "dW": "grad_W1 grad_W2"},
    "theta, dtheta": {"W": "theta1 theta2", "b": "b1 b2", "dW": "dtheta1 dtheta2"},
    "numbered functions": {
        "W": "w1 w2 w3", "b": "b1 b2 b3", "M": "delta1 delta2 delta3", "dW": "w1_grad w2_grad w3_grad",
        "db": "b1_grad b2_grad b3_grad",
    },
}  # fmt: skip
