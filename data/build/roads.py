"""Build ``data/roads.npz``, the world's highway graph, from PyPI ``scgraph_data``.

Needs ``scgraph>=2,<3`` and ``scgraph_data==2.0.0`` beside numpy and scipy (a virtual
environment of their own is best; they are no run-time dependency), and up to 5 GB of
memory for half a minute the first time. From the project's folder::

    python data/build/roads.py data/roads.npz

The graph is derived from OpenStreetMap (ODbL 1.0, "© OpenStreetMap contributors") and
is undirected: nodes are junctions and bends on a grid of 0.001 degrees, an edge carries
the length of the road between two of them but is drawn as a straight chord.

What is done: components of fewer than `SMALLEST_COMPONENT` nodes go (islets and mapping
scraps that a stop must not snap to), nodes are put in the order of a space-filling
curve and edges in the order of their nodes, and differences are stored: 6 MB.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

SMALLEST_COMPONENT = 50
FORMAT_VERSION = 1


def read_graph() -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Nodes as (lat, lon) rows in thousandths of a degree; edges as u, v and whole metres."""
    from scgraph_data.world_highways import world_highways_geograph as geograph

    nodes = np.rint(np.array(geograph.nodes, dtype=float) * 1000).astype(np.int32)
    edges = [(u, v, km) for u, around in enumerate(geograph.graph) for v, km in around.items() if u < v]
    u, v, km = (np.array(column) for column in zip(*edges, strict=True))
    return nodes, u.astype(np.int64), v.astype(np.int64), np.rint(km * 1000).astype(np.int32)


def components_of(count: int, u: NDArray, v: NDArray) -> NDArray:
    """Component number of each node, 0 for the largest, and so on down."""
    matrix = coo_matrix((np.ones(len(u), np.int8), (u, v)), shape=(count, count))
    _, labels = connected_components(matrix, directed=False)
    rank = np.empty(labels.max() + 1, np.int64)
    rank[np.argsort(-np.bincount(labels), kind="stable")] = np.arange(len(rank))
    return rank[labels]


def curve_order(nodes: NDArray) -> NDArray:
    """Order of the nodes along a Morton curve: neighbours get near numbers, which packs well."""
    x = (nodes[:, 1] + 180_000).astype(np.uint64)
    y = (nodes[:, 0] + 90_000).astype(np.uint64)
    code = np.zeros(len(nodes), np.uint64)
    for bit in range(20):
        place = np.uint64(bit)
        code |= ((x >> place) & np.uint64(1)) << np.uint64(2 * bit)
        code |= ((y >> place) & np.uint64(1)) << np.uint64(2 * bit + 1)
    return np.argsort(code, kind="stable")


def pruned(nodes: NDArray, u: NDArray, v: NDArray, metres: NDArray) -> tuple[NDArray, ...]:
    """Nodes, u, v, metres and components, without small components, in packing order."""
    component = components_of(len(nodes), u, v)
    keep = np.bincount(component)[component] >= SMALLEST_COMPONENT
    order = curve_order(nodes)
    order = order[keep[order]]
    number = np.full(len(nodes), -1, np.int64)
    number[order] = np.arange(len(order))
    of_kept = keep[u]
    a, b = number[u[of_kept]], number[v[of_kept]]
    u, v, metres = np.minimum(a, b), np.maximum(a, b), metres[of_kept]
    by_node = np.lexsort((v, u))
    return nodes[order], u[by_node], v[by_node], metres[by_node], component[order]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path, help="where to write roads.npz")
    output = parser.parse_args().output
    nodes, u, v, metres, component = pruned(*read_graph())
    np.savez_compressed(
        output,
        version=np.array([FORMAT_VERSION], np.int32),
        lat_steps=np.diff(nodes[:, 0], prepend=0).astype(np.int32),
        lon_steps=np.diff(nodes[:, 1], prepend=0).astype(np.int32),
        component=component.astype(np.int16),
        edges_of_node=np.bincount(u, minlength=len(nodes)).astype(np.uint8),
        edge_reach=(v - u).astype(np.int32),
        edge_m=metres.astype(np.int32),
    )
    print(f"{len(nodes):,} nodes, {len(u):,} edges, {output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
