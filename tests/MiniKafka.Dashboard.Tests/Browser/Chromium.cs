using Microsoft.Playwright;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>The one browser that all tests in a browser share: the system's Chromium without a window.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why there is none; null where there is one.</summary>
    internal static string? WhySkip { get; } = Find() is null ? "There is no Chromium: CHROMIUM names none, and there is no chromium, chromium-browser or google-chrome on the PATH." : null;

    public async Task InitializeAsync()
    {
        if (WhySkip is null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Find(), Args = ["--no-sandbox"] });
        }
    }

    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    /// <summary>A visitor who has just come.</summary>
    internal async Task<OpenPage> VisitAsync(Uri dashboard)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = dashboard.ToString(),
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            Locale = "en",
        });
        context.SetDefaultTimeout((float)OpenPage.Patience.TotalMilliseconds);
        return new OpenPage(context, await context.NewPageAsync());
    }

    private static string? Find() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(static folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}

/// <summary>Tests in the browser, one after the other: they share it.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}

/// <summary>A test in the browser; skipped where there is none. Its class belongs to <see cref="BrowserCollection"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.WhySkip;
}

/// <summary>As <see cref="BrowserFactAttribute"/>, for a test with several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.WhySkip;
}
