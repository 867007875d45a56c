using AppConfig.Data;
using AppConfig.Repositories;
using AppConfig.Services;

var builder = WebApplication.CreateBuilder(args);
builder.Services
    .AddDatabase(builder.Configuration)
    .AddRepositories()
    .AddApplicationServices();
var app = builder.Build();
app.Run();
