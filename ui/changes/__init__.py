"""The Changes page: releases, revisions, and events that two datasets share."""
