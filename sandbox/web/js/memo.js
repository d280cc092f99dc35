/** A component that is made anew only when one of its properties is another one, or a signal it reads has changed. */

import { Component, h } from "../vendor/preact.js";

/** @param {Function} render a component */
export function memo(render) {
  return class extends Component {
    shouldComponentUpdate(next) {
      const names = new Set([...Object.keys(next), ...Object.keys(this.props)]);
      return [...names].some((name) => next[name] !== this.props[name]);
    }

    render(props) {
      return h(render, props);
    }
  };
}
