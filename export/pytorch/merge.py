"""Surgery on ONNX graphs: each weight once, and two decoders in one file."""

import hashlib

import onnx
from onnx import TensorProto, helper, numpy_helper

SMALL = 256  # bytes; below, constants are left where they are


def array_key(array):
    return str(array.dtype), array.shape, hashlib.sha256(array.tobytes()).hexdigest()


def key(tensor):
    return array_key(numpy_helper.to_array(tensor))


def rename_inputs(nodes, names):
    for node in nodes:
        for i, name in enumerate(node.input):
            node.input[i] = names.get(name, name)


def weight_names(module):
    """Return {content: name} of a module's parameters and, with ".T" after the name, of the matrices' transposes."""
    names = {}
    for name, weight in module.named_parameters():
        array = weight.detach().numpy()
        names.setdefault(array_key(array), name)
        if array.ndim == 2:
            names.setdefault(array_key(array.T), name + ".T")
    return names


def tidy(model, weights=None):
    """Store equal initializers once, drop unused ones and what only tracing needs (doc strings, inner shapes).

    weights: names for initializers by content, as weight_names gives them, so that a file can be read back.
    """
    graph, names, kept = model.graph, {}, {}
    for tensor in list(graph.initializer):
        k = key(tensor)
        if k not in kept:
            kept[k] = onnx.TensorProto()
            kept[k].CopyFrom(tensor)
            kept[k].name = (weights or {}).get(k, tensor.name)
        names[tensor.name] = kept[k].name
    rename_inputs(graph.node, names)
    used = {name for node in graph.node for name in node.input}
    del graph.initializer[:]
    graph.initializer.extend(t for t in kept.values() if t.name in used)
    for node in graph.node:
        node.ClearField("doc_string")
    del graph.value_info[:]
    model.ir_version = min(model.ir_version, 9)
    model.producer_name, model.producer_version = "slmkit", ""
    return model


def tie(model):
    """Replace an initializer that is another's transpose by a Transpose node, which the runtime folds when it loads.

    So the token table and the projection to the vocabulary are stored once where the model ties them.
    """
    graph = model.graph
    arrays = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    tables = {array_key(a): n for n, a in arrays.items() if a.ndim == 2 and a.nbytes > SMALL}
    scopes = [graph] + [att.g for node in graph.node for att in node.attribute if att.type == onnx.AttributeProto.GRAPH]
    gathered = {n.input[0] for s in scopes for n in s.node if n.op_type == "Gather"}
    drop = []
    for tensor in graph.initializer:
        array = arrays[tensor.name]
        if array.ndim != 2 or array.nbytes <= SMALL or tensor.name in gathered:
            continue
        source = tables.get(array_key(array.T))
        if source in gathered:
            drop.append((tensor, source))
    for tensor, source in drop:
        name = tensor.name
        graph.initializer.remove(tensor)
        for n, scope in enumerate(scopes):
            if any(name in node.input for node in scope.node):
                # Inside each branch: constant folding does not look into the graph around a subgraph.
                local = name if scope is graph else f"{name}.{n}"
                rename_inputs(scope.node, {name: local})
                scope.node.insert(0, helper.make_node("Transpose", [source], [local], name=f"{local}.transpose", perm=[1, 0]))
    return model


def branch(model, prefix, outputs):
    """Return a decoder's graph as a branch of If: no inputs, inner names prefixed, outputs named by `outputs` in order."""
    graph = onnx.GraphProto()
    graph.CopyFrom(model.graph)
    fixed = {i.name for i in graph.input} | {t.name for t in graph.initializer} | {""}
    for node in graph.node:
        node.name = prefix + node.name
        for field in (node.input, node.output):
            for i, name in enumerate(field):
                field[i] = name if name in fixed else prefix + name
    have = {o.name: o for o in graph.output}
    results = []
    for value in outputs:
        made = prefix + value.name
        if value.name in have:
            info = have[value.name]
        else:
            # Cross-attention's keys and values exist already in later steps: an empty stand-in, as optimum has it.
            dims = [d.dim_value for d in value.type.tensor_type.shape.dim]
            shape = [0, dims[1], 1, dims[3]]
            graph.node.append(helper.make_node("Constant", [], [made], name=made + ".empty", value=helper.make_tensor(made + ".value", TensorProto.FLOAT, shape, [])))
            info = helper.make_tensor_value_info(made, TensorProto.FLOAT, shape)
        result = onnx.ValueInfoProto()
        result.CopyFrom(info)
        result.name = made
        results.append(result)
    del graph.input[:], graph.initializer[:], graph.output[:]
    graph.output.extend(results)
    graph.name = prefix.rstrip("/")
    return graph


def share_initializers(first, second):
    """Rename second's initializers to first's where equal, and apart where not; return the tensors of both."""
    tensors = {key(t): t for t in first.graph.initializer}
    names = {}
    for tensor in second.graph.initializer:
        k = key(tensor)
        if k not in tensors:
            copy = onnx.TensorProto()
            copy.CopyFrom(tensor)
            copy.name = "with_past/" + tensor.name
            tensors[k] = copy
        names[tensor.name] = tensors[k].name
    rename_inputs(second.graph.node, names)
    for tensor in second.graph.initializer:
        tensor.name = names[tensor.name]
    return list(tensors.values())


def merge_decoders(first, later):
    """Return one model with an If on use_cache_branch (bool [1]): false runs first, true runs later (with past)."""
    tensors = share_initializers(first, later)
    outputs = list(first.graph.output)
    then, other = branch(later, "with_past/", outputs), branch(first, "no_past/", outputs)
    inputs = {i.name: i for model in (first, later) for i in model.graph.input}
    node = helper.make_node("If", ["use_cache_branch"], [o.name for o in outputs], name="optimum::if", then_branch=then, else_branch=other)
    flag = helper.make_tensor_value_info("use_cache_branch", TensorProto.BOOL, [1])
    # What a branch does not take is still an input: the runtime takes the union.
    graph = helper.make_graph([node], "merged", [*inputs.values(), flag], outputs, tensors)
    opsets = {o.domain: o.version for model in (first, later) for o in model.opset_import}
    return helper.make_model(graph, opset_imports=[helper.make_opsetid(d, v) for d, v in opsets.items()], ir_version=9, producer_name="slmkit")
