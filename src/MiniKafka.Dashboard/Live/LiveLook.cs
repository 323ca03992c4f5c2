using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Dashboard.Serving;

namespace MiniKafka.Dashboard.Live;

/// <summary>One thing that is watched: looked at again and again, and told to all who watch it when it is another than before. May be used from any thread.</summary>
internal sealed class LiveLook : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<ChannelWriter<string>> _watchers = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private string? _last;

    /// <param name="ask">Asks the cluster for what is watched, as JSON.</param>
    /// <param name="options">The time, and how often it is looked.</param>
    public LiveLook(Func<CancellationToken, Task<byte[]>> ask, DashboardOptions options) => _running = Task.Run(() => RunAsync(ask, options));

    /// <summary>What a path of a live stream stands for, which is an address with its query.</summary>
    public static Func<CancellationToken, Task<byte[]>> Of(PageTable pages, string path)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        var query = new PageQuery(new QueryCollection(at < 0 ? [] : QueryHelpers.ParseQuery(path[at..])));
        var name = at < 0 ? path : path[..at];
        return async cancellationToken => DashboardJson.Write(await pages.LookAsync(name, query, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>One more who watches; hears at once what was seen last.</summary>
    public void Add(ChannelWriter<string> watcher)
    {
        lock (_gate)
        {
            _watchers.Add(watcher);
            if (_last is { } last)
            {
                watcher.TryWrite(last);
            }
        }
    }

    /// <summary>One less.</summary>
    /// <returns>Whether nobody is left.</returns>
    public bool Remove(ChannelWriter<string> watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
            return _watchers.Count == 0;
        }
    }

    /// <summary>Looks no more; completes when the last look is over.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task<byte[]>> ask, DashboardOptions options)
    {
        using var timer = new PeriodicTimer(options.LookEvery, options.Clock);
        try
        {
            do
            {
                Tell(await LookAsync(ask, _ending.Token).ConfigureAwait(false));
            }
            while (await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Nobody watches any more.
        }
    }

    private static async Task<string> LookAsync(Func<CancellationToken, Task<byte[]>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return $"data: {Encoding.UTF8.GetString(await ask(cancellationToken).ConfigureAwait(false))}\n\n";
        }
        catch (Exception error) when (Problems.StatusOf(error) is not null)
        {
            return $"event: problem\ndata: {Encoding.UTF8.GetString(DashboardJson.Write(new Problem(error.Message)))}\n\n";
        }
    }

    private void Tell(string seen)
    {
        lock (_gate)
        {
            if (seen != _last)
            {
                _last = seen;
                foreach (var watcher in _watchers)
                {
                    watcher.TryWrite(seen);
                }
            }
        }
    }
}
