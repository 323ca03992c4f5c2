using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Live;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Dashboard.Security;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Dashboard.Timeline;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Serving;

/// <summary>
/// Answers all requests of a dashboard: first who asks is looked at, then it is a file, the live stream, what a page shows, or a change. What is
/// shown is asked of the cluster when somebody wants it, never otherwise.
/// </summary>
internal sealed class DashboardSite : IAsyncDisposable
{
    private const string Api = "/api/";

    private readonly IClusterSource _source;
    private readonly RequestGuard _guard;
    private readonly LoginGate? _logins;
    private readonly Watchman _watchman;
    private readonly PageTable _pages;
    private readonly LiveLooks _live;
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private readonly CancellationTokenSource _ending = new();

    public DashboardSite(IClusterSource source, DashboardOptions options)
    {
        var events = new EventLog(options.Clock);
        _source = source;
        _logins = options.Password is { } password ? new LoginGate(password, options.Clock) : null;
        _guard = new RequestGuard(options, _logins, _token);
        _watchman = new Watchman(source, events);
        _pages = new PageTable(source, events, _watchman);
        _live = new LiveLooks(_pages, _watchman, options);
    }

    /// <summary>What is looked at for those who watch, for tests.</summary>
    internal LiveLooks Live => _live;

    /// <param name="context">The request and its answer.</param>
    /// <param name="path">What is asked for, after the root.</param>
    /// <param name="root">Where the dashboard lies in the server; empty where it has it for itself.</param>
    public async Task AnswerAsync(HttpContext context, string path, string root)
    {
        SecurityHeaders.AddTo(context.Response);
        if (_guard.Refuse(context, isApi: path.StartsWith(Api, StringComparison.Ordinal), isLogin: path == Api + "login") is { } refusal)
        {
            await context.Response.WriteErrorAsync(refusal.Status, refusal.Message).ConfigureAwait(false);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _ending.Token);
        try
        {
            await (path.StartsWith(Api, StringComparison.Ordinal)
                ? AnswerApiAsync(context, path[Api.Length..], ended.Token)
                : AnswerFileAsync(context, path, root)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_ending.IsCancellationRequested)
        {
            await _ending.CancelAsync().ConfigureAwait(false);
            await _live.DisposeAsync().ConfigureAwait(false);
            await _source.DisposeAsync().ConfigureAwait(false);
            _watchman.Dispose();
        }
    }

    private Task AnswerFileAsync(HttpContext context, string path, string root)
    {
        var (request, response) = (context.Request, context.Response);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            return response.WriteErrorAsync(StatusCodes.Status405MethodNotAllowed, "Files can only be read.");
        }

        if (path is "" or "/" or "/index.html")
        {
            return StaticFile.WriteIndexAsync(context, _token, HtmlEncoder.Default.Encode(request.PathBase + root));
        }

        return StaticFile.Find(path) is { } file ? file.WriteAsync(context) : response.WriteErrorAsync(StatusCodes.Status404NotFound, "There is nothing here.");
    }

    private async Task AnswerApiAsync(HttpContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            var isChange = HttpMethods.IsPost(context.Request.Method);
            if (path == "live" && !isChange)
            {
                await _live.WatchAsync(context, cancellationToken).ConfigureAwait(false);
                return;
            }

            var answer = path switch
            {
                "login" when isChange => await LogInAsync(context, cancellationToken).ConfigureAwait(false),
                "about" when !isChange => await AboutAsync(context, cancellationToken).ConfigureAwait(false),
                _ when isChange => await _pages.ChangeAsync(path, await context.Request.ReadBodyAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
                _ => await _pages.LookAsync(path, new PageQuery(context.Request.Query), cancellationToken).ConfigureAwait(false),
            };
            await context.Response.WriteJsonAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (Problems.StatusOf(error) is { } status)
        {
            await context.Response.WriteErrorAsync(status, error.Message).ConfigureAwait(false);
        }
    }

    private async Task<object> LogInAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var body = (await context.Request.ReadBodyAsync(cancellationToken).ConfigureAwait(false)).As<LoginBody>();
        if (_logins is null)
        {
            throw new PageException(StatusCodes.Status404NotFound, "There is no password here.");
        }

        context.Response.Cookies.Append(LoginGate.Cookie, _logins.LogIn(body.Password), LoginGate.CookieOptions(context.Request));
        return Nothing.AtAll;
    }

    private async Task<object> AboutAsync(HttpContext context, CancellationToken cancellationToken) => new About(
        (await _source.ReadMetadataAsync(cancellationToken).ConfigureAwait(false)).ClusterId,
        _source.Controls is not null,
        !_guard.MayChange(context),
        _logins is not null,
        typeof(Acks).Assembly.GetName().Version!.ToString(3),
        _pages.Listed);
}
