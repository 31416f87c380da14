import type { Headers } from '../api/types.js';

interface PairsProps {
  readonly title: string;
  readonly pairs: Headers;
}

/** Names and values, such as headers. */
export function Pairs({ title, pairs }: PairsProps) {
  if (pairs.length === 0) return null;
  return (
    <details class="pairs" open={pairs.length <= 12}>
      <summary>
        {title} <span class="muted">{pairs.length}</span>
      </summary>
      <table>
        <tbody>
          {pairs.map(([name, value], index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
