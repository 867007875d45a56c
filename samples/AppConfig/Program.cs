using AppConfig.Api;
using AppConfig.Data;
using AppConfig.Repositories;
using AppConfig.Services;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes);
builder.Services
    .AddDatabase(builder.Configuration)
    .AddRepositories()
    .AddApplicationServices()
    .AddSampleAuthentication(builder.Configuration)
    .AddApi();

var app = builder.Build();
app.MapApi();
app.Run();
