namespace MiniKafka.Dashboard.Pages;

/// <summary>A page: what it shows and what can be changed on it.</summary>
/// <param name="Name">Its name in addresses.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Looks">What it shows.</param>
/// <param name="Changes">What can be changed.</param>
internal sealed record Page(string Name, string Title, IReadOnlyList<Look> Looks, IReadOnlyList<Change> Changes);

/// <summary>Something that a page shows.</summary>
/// <param name="Path">Its address after <c>api/</c>.</param>
/// <param name="Ask">Asks the cluster.</param>
internal sealed record Look(string Path, Func<PageQuery, CancellationToken, Task<object>> Ask);

/// <summary>Something that can be changed.</summary>
/// <param name="Path">Its address after <c>api/</c>; a part in braces stands for any.</param>
/// <param name="Make">Makes the change.</param>
internal sealed record Change(string Path, Func<ChangeRequest, CancellationToken, Task<object>> Make)
{
    private readonly string[] _parts = Path.Split('/');

    /// <summary>What stands where the path has a part in braces, by its name; null when it is another path.</summary>
    public IReadOnlyDictionary<string, string>? Match(string path)
    {
        var parts = path.Split('/');
        if (parts.Length != _parts.Length)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (wanted, part) in _parts.Zip(parts))
        {
            if (wanted is ['{', .. var name, '}'])
            {
                values[name] = part;
            }
            else if (wanted != part)
            {
                return null;
            }
        }

        return values;
    }
}

/// <summary>A change that somebody wants.</summary>
/// <param name="Path">What stands in the path, by name.</param>
/// <param name="Body">What was sent.</param>
internal sealed record ChangeRequest(IReadOnlyDictionary<string, string> Path, PageBody Body);
