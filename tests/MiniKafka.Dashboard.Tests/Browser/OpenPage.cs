using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>The dashboard's page in a browser, and what a visitor sees and does there. When he leaves, nothing may have gone wrong meanwhile.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    /// <summary>What is awaited comes in this time, or the test fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private bool _hasAxe;

    public OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Complain($"console: {message.Text}");
        page.PageError += (_, error) => Complain($"error: {error}");
        page.Response += (_, answer) =>
        {
            Received.Add(answer);
            if (answer.Status >= 400)
            {
                Complain($"{answer.Status} {answer.Url}");
            }
        };
        page.Dialog += (_, dialog) => Complain($"script was run: {dialog.Message}");
    }

    public IPage Page { get; }

    /// <summary>Every answer of the server.</summary>
    public List<IResponse> Received { get; } = [];

    /// <summary>What may be complained of.</summary>
    public Regex? Expected { get; set; }

    public ILocator Content => Page.Locator("#content");

    public async Task GoAsync(string place)
    {
        await Page.GotoAsync($"#/{place}");
        await Expect(Content.Locator("h1")).ToBeVisibleAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Field(string label) => Content.GetByLabel(label, new LocatorGetByLabelOptions { Exact = true });

    /// <summary>The part of the page that is about one thing: a card, a section.</summary>
    public ILocator Card(string heading) =>
        Content.Locator(".card").Filter(new LocatorFilterOptions { Has = Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Exact = true }) });

    /// <summary>Waits until the text is seen.</summary>
    public Task SeesAsync(string text) => SeesAsync(Content, text);

    public static Task SeesAsync(ILocator place, string text) => Expect(place).ToContainTextAsync(text, Patient<LocatorAssertionsToContainTextOptions>());

    public static Task SeesNoLongerAsync(ILocator place, string text) =>
        Expect(place).Not.ToContainTextAsync(text, Patient<LocatorAssertionsToContainTextOptions>());

    public static Task SeesAsync(ILocator place, Regex text) => Expect(place).ToContainTextAsync(text, Patient<LocatorAssertionsToContainTextOptions>());

    /// <summary>What axe finds that keeps people out.</summary>
    public async Task<string> FaultsOfAccessAsync()
    {
        if (!_hasAxe)
        {
            await Page.EvaluateAsync(new BundledAxeScriptProvider().GetScript());
            _hasAxe = true;
        }

        return string.Join('\n', await Page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run({ resultTypes: ['violations'] })).violations
                .filter(fault => fault.impact === 'serious' || fault.impact === 'critical')
                .flatMap(fault => fault.nodes.map(node => `${fault.id}: ${fault.help}: ${node.html}`))
            """));
    }

    /// <summary>By how many pixels the page is wider than its window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>A picture for somebody who wants to look, where the environment says into which folder.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("DASHBOARD_PICTURES") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        lock (_complaints)
        {
            Assert.DoesNotContain(_complaints, complaint => Expected is null || !Expected.IsMatch(complaint));
        }
    }

    private void Complain(string what)
    {
        lock (_complaints)
        {
            _complaints.Add(what);
        }
    }

    private static T Patient<T>()
        where T : class, new()
    {
        var options = new T();
        typeof(T).GetProperty("Timeout")!.SetValue(options, (float?)Patience.TotalMilliseconds);
        return options;
    }
}
