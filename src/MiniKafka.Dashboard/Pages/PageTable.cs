using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Dashboard.Timeline;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The table of pages: a further one is a line here, and a file beside.</summary>
internal sealed class PageTable
{
    private readonly IReadOnlyList<Page> _pages;
    private readonly Dictionary<string, Look> _looks;

    public PageTable(IClusterSource source, EventLog events, Watchman watchman)
    {
        _pages =
        [
            new ClusterPage(source, events).Page,
            new TopicsPage(source).Page,
            new MessagesPage(source).Page,
            new GroupsPage(source).Page,
            new ConfigsPage(source, events).Page,
            new SegmentsPage(source).Page,
            TimelinePage.Of(watchman, events),
        ];
        _looks = _pages.SelectMany(static page => page.Looks).ToDictionary(static look => look.Path, StringComparer.Ordinal);
        Listed = [.. _pages.Select(static page => new ListedPage(page.Name, page.Title))];
    }

    /// <summary>The pages, for whoever chooses one.</summary>
    public IReadOnlyList<ListedPage> Listed { get; }

    /// <exception cref="PageException">There is no such thing to see.</exception>
    public Task<object> LookAsync(string path, PageQuery query, CancellationToken cancellationToken) =>
        _looks.TryGetValue(path, out var look) ? look.Ask(query, cancellationToken) : throw Unknown(path);

    /// <exception cref="PageException">There is nothing of that name that can be changed.</exception>
    public Task<object> ChangeAsync(string path, PageBody body, CancellationToken cancellationToken)
    {
        foreach (var change in _pages.SelectMany(static page => page.Changes))
        {
            if (change.Match(path) is { } values)
            {
                return change.Make(new ChangeRequest(values, body), cancellationToken);
            }
        }

        throw Unknown(path);
    }

    private static PageException Unknown(string path) => new(StatusCodes.Status404NotFound, $"There is no {path}.");
}
