"""Pictures of engine objects: Plotly figures, and the scenes of the wall. Knows nothing of Streamlit."""
