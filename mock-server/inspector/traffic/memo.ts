import { Component, type ComponentChild, createElement, type FunctionComponent } from 'preact';

/**
 * Renders a component again only when one of its properties or a signal that it reads has changed: a list of rows is
 * rendered at every scroll.
 */
export function memo<Props extends object>(render: (props: Props) => ComponentChild): FunctionComponent<Props> {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>, nextState: Readonly<object>): boolean {
      if (nextState !== this.state) return true; // a signal sets the state
      const own = this.props as Readonly<Record<string, unknown>>;
      return Object.entries(next).some(([name, value]) => own[name] !== value);
    }
    override render(): ComponentChild {
      return render(this.props as Props);
    }
  }
  return (props) => createElement(Memo, props);
}
