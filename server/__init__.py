"""What stands between the network and Streamlit: security headers, and clicks that must not be lost."""
