using System.Collections;

namespace MiniKafka.Tests;

/// <summary>A list that counts how often an element of it is looked at.</summary>
internal sealed class CountingList<T>(IReadOnlyList<T> elements) : IReadOnlyList<T>
{
    public long Looks { get; private set; }

    public int Count => elements.Count;

    public T this[int index]
    {
        get
        {
            Looks++;
            return elements[index];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach (var element in elements)
        {
            Looks++;
            yield return element;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
