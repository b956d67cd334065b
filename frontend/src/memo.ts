import { Component, h, type ComponentType, type FunctionComponent } from 'preact';

/** Draws a component anew only when a property of it differs. */
export function memo<P extends object>(draw: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as Record<string, unknown>;
      const after = next as Record<string, unknown>;
      return Object.keys(after).some((name) => name !== 'children' && before[name] !== after[name]);
    }

    override render() {
      return h(draw as FunctionComponent<object>, this.props);
    }
  };
}
