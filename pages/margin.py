import streamlit as st

st.write("margin")
