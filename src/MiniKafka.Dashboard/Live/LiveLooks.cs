using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Dashboard.Timeline;

namespace MiniKafka.Dashboard.Live;

/// <summary>
/// What visitors watch, as server-sent events. All who watch the same share one <see cref="LiveLook"/>, which looks while there is anybody; so does the
/// watchman, who tells what happens meanwhile. May be used from any thread.
/// </summary>
internal sealed class LiveLooks(PageTable pages, Watchman watchman, DashboardOptions options) : IAsyncDisposable
{
    /// <summary>More streams than so many are somebody's mistake.</summary>
    private const int MostWatchers = 256;

    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveLook> _looks = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _endings = [];
    private int _watchers;
    private LiveLook? _watching;

    /// <summary>How many look at the cluster at the moment.</summary>
    public int Looking
    {
        get
        {
            lock (_gate)
            {
                return _looks.Count + _endings.Count + (_watching is null ? 0 : 1);
            }
        }
    }

    /// <summary>Sends what a path shows, at once and whenever it changes, until the visitor leaves.</summary>
    /// <exception cref="PageException">The path is missing, or too many watch.</exception>
    public async Task WatchAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var path = new PageQuery(context.Request.Query).Required("path");
        var events = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var look = Enter(path, events.Writer);
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await SendAsync(context.Response, events.Reader, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(path, look, events.Writer);
        }
    }

    /// <summary>Completes when nothing looks any more; who watched was told to leave before.</summary>
    public async ValueTask DisposeAsync()
    {
        while (true)
        {
            Task[] endings;
            lock (_gate)
            {
                endings = [.. _endings, .. _looks.Values.Append(_watching).OfType<LiveLook>().Select(static look => look.DisposeAsync().AsTask())];
                _looks.Clear();
                _watching = null;
            }

            if (endings.Length == 0)
            {
                return;
            }

            await Task.WhenAll(endings).ConfigureAwait(false);
        }
    }

    private LiveLook Enter(string path, ChannelWriter<string> watcher)
    {
        lock (_gate)
        {
            if (_watchers >= MostWatchers)
            {
                throw new PageException(StatusCodes.Status503ServiceUnavailable, $"{MostWatchers} streams are open already.");
            }

            if (!_looks.TryGetValue(path, out var look))
            {
                _looks.Add(path, look = new LiveLook(LiveLook.Of(pages, path), options));
            }

            look.Add(watcher);
            _watchers++;
            _watching ??= new LiveLook(WatchAsync, options);
            return look;
        }
    }

    private void Leave(string path, LiveLook look, ChannelWriter<string> watcher)
    {
        lock (_gate)
        {
            _watchers--;
            if (look.Remove(watcher) && _looks.Remove(path))
            {
                End(look);
            }

            if (_watchers == 0 && _watching is { } watching)
            {
                _watching = null;
                End(watching);
            }
        }
    }

    private void End(LiveLook look)
    {
        var ending = look.DisposeAsync().AsTask();
        _endings.Add(ending);
        _ = ForgetAsync(ending);
    }

    private async Task<byte[]> WatchAsync(CancellationToken cancellationToken)
    {
        await watchman.LookAsync(cancellationToken).ConfigureAwait(false);
        return [];
    }

    private async Task ForgetAsync(Task ending)
    {
        try
        {
            await ending.ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _endings.Remove(ending);
            }
        }
    }

    private async Task SendAsync(HttpResponse response, ChannelReader<string> events, CancellationToken cancellationToken)
    {
        for (Task<string>? waiting = null; ;)
        {
            string next;
            waiting ??= events.ReadAsync(cancellationToken).AsTask();
            try
            {
                next = await waiting.WaitAsync(BeatEvery, options.Clock, cancellationToken).ConfigureAwait(false);
                waiting = null;
            }
            catch (TimeoutException)
            {
                next = ": beat\n\n";
            }

            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(next), cancellationToken).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
