using MiniKafka.Metadata.Images;

namespace MiniKafka.Metadata.Control;

/// <summary>
/// Which names of topics cannot be told apart: by metrics, to which dots and underscores are one, and by the files of a log directory whose file
/// system ignores the case of letters, where two topics would share one partition directory. Those asked for in one request count as well.
/// </summary>
internal sealed class TopicNameCollisions(ClusterImage image, bool ignoresCase)
{
    private readonly ILookup<string, string> _forms = image.Topics.Keys.Where(TopicNames.CanCollide).ToLookup(TopicNames.CollisionForm, StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _caseless = new(StringComparer.OrdinalIgnoreCase);
    private bool _isFilled;

    /// <summary>What a new topic's name collides with, in words; null when it may be used.</summary>
    public string? Of(string name)
    {
        if (TopicNames.CanCollide(name) && _forms[TopicNames.CollisionForm(name)].FirstOrDefault() is { } other)
        {
            return $"Topic '{name}' collides with existing topic: {other}";
        }

        return ignoresCase && Caseless().TryGetValue(name, out var same) && same != name
            ? $"Topic '{name}' differs from topic '{same}' only in the case of letters, which the file system of the log directories ignores: they would share their files."
            : null;
    }

    /// <summary>A topic is made.</summary>
    public void Add(string name)
    {
        if (ignoresCase)
        {
            Caseless()[name] = name;
        }
    }

    private SortedDictionary<string, string> Caseless()
    {
        if (!_isFilled)
        {
            _isFilled = true;
            foreach (var name in image.Topics.Keys)
            {
                _caseless.TryAdd(name, name);
            }
        }

        return _caseless;
    }
}
