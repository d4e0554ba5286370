"""Models of the libraries that train networks: scikit-learn, Keras, PyTorch, ONNX."""
